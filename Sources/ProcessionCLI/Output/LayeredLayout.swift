/// Where the boxes of a graph lie that is drawn from top to bottom, and the ways that its edges take around them.
///
/// After Sugiyama, Tagawa and Toda (1981): every box has a rank; an edge over several ranks passes through a bend in
/// each; boxes and bends of a rank are ordered by the mean place of their neighbours, back and forth, so that few
/// edges cross; then each moves as near to its neighbours as the others let it.
struct LayeredLayout {
    struct Point {
        var x: Double
        var y: Double
    }

    /// The middle of each box's upper edge.
    private(set) var boxes: [Point]
    /// For each edge the points from the lower edge of one box to the upper edge of the other.
    private(set) var ways: [[Point]] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    private static let gap = 28.0
    private static let rankGap = 44.0
    private static let sweeps = 12

    private struct Vertex {
        var width: Double
        var rank: Int
        var above: [Int] = []
        var below: [Int] = []
        var x = 0.0
    }

    /// - Parameters:
    ///   - widths: of the boxes.
    ///   - boxHeight: of each.
    ///   - ranks: a box lies below all that have an edge to it.
    ///   - edges: from box to box, by position.
    init(widths: [Double], boxHeight: Double, ranks: [Int], edges: [(Int, Int)]) {
        var vertices = zip(widths, ranks).map { Vertex(width: $0, rank: $1) }
        let chains = edges.map { Self.chain($0, in: &vertices) }
        var layers = [[Int]](repeating: [], count: (ranks.max() ?? 0) + 1)
        for (index, vertex) in vertices.enumerated() { layers[vertex.rank].append(index) }
        Self.order(&layers, vertices)
        Self.place(layers, &vertices)
        let step = boxHeight + Self.rankGap
        boxes = vertices[..<widths.count].map { Point(x: $0.x, y: Double($0.rank) * step) }
        for chain in chains {
            var way: [Point] = []
            for (position, index) in chain.enumerated() {
                let top = Double(vertices[index].rank) * step
                if position > 0 { way.append(Point(x: vertices[index].x, y: top)) }
                if position < chain.count - 1 { way.append(Point(x: vertices[index].x, y: top + boxHeight)) }
            }
            ways.append(way)
        }
        width = vertices.map { $0.x + $0.width / 2 }.max() ?? 0
        height = Double(layers.count) * step - Self.rankGap
    }

    /// The boxes at the ends of an edge and the bends between them, which are made here.
    private static func chain(_ edge: (Int, Int), in vertices: inout [Vertex]) -> [Int] {
        var chain = [edge.0]
        for rank in (vertices[edge.0].rank + 1)..<max(vertices[edge.1].rank, vertices[edge.0].rank + 1) {
            vertices.append(Vertex(width: 0, rank: rank))
            chain.append(vertices.count - 1)
        }
        chain.append(edge.1)
        for (upper, lower) in zip(chain, chain.dropFirst()) {
            vertices[upper].below.append(lower)
            vertices[lower].above.append(upper)
        }
        return chain
    }

    private static func order(_ layers: inout [[Int]], _ vertices: [Vertex]) {
        var places = [Double](repeating: 0, count: vertices.count)
        func number(_ layer: [Int]) { for (place, index) in layer.enumerated() { places[index] = Double(place) } }
        layers.forEach(number)
        for sweep in 0..<sweeps {
            let goesDown = sweep.isMultiple(of: 2)
            for rank in goesDown ? Array(layers.indices) : layers.indices.reversed() {
                let keys = layers[rank].map { index -> Double in
                    let neighbours = goesDown ? vertices[index].above : vertices[index].below
                    if neighbours.isEmpty { return places[index] }
                    return neighbours.reduce(0) { $0 + places[$1] } / Double(neighbours.count)
                }
                let sorted = zip(layers[rank], keys).enumerated()
                    .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
                layers[rank] = sorted.map(\.element.0)
                number(layers[rank])
            }
        }
    }

    private static func place(_ layers: [[Int]], _ vertices: inout [Vertex]) {
        for layer in layers { spread(layer, towards: layer.map { _ in 0 }, &vertices) }
        for sweep in 0..<sweeps {
            let goesDown = sweep.isMultiple(of: 2)
            for layer in goesDown ? layers : layers.reversed() {
                let wishes = layer.map { index -> Double in
                    let neighbours = goesDown ? vertices[index].above : vertices[index].below
                    if neighbours.isEmpty { return vertices[index].x }
                    return neighbours.reduce(0) { $0 + vertices[$1].x } / Double(neighbours.count)
                }
                spread(layer, towards: wishes, &vertices)
            }
        }
        let left = vertices.map { $0.x - $0.width / 2 }.min() ?? 0
        for index in vertices.indices { vertices[index].x -= left }
    }

    /// Puts each where it wishes to be, as far as their order and the gaps between them allow: half-way between the
    /// two ways to make room, to the right and to the left.
    private static func spread(_ layer: [Int], towards wishes: [Double], _ vertices: inout [Vertex]) {
        func distance(_ place: Int) -> Double {
            (vertices[layer[place]].width + vertices[layer[place + 1]].width) / 2 + gap
        }
        var toTheRight = wishes
        for place in layer.indices.dropFirst() {
            toTheRight[place] = max(wishes[place], toTheRight[place - 1] + distance(place - 1))
        }
        var toTheLeft = wishes
        for place in layer.indices.dropLast().reversed() {
            toTheLeft[place] = min(wishes[place], toTheLeft[place + 1] - distance(place))
        }
        for (place, index) in layer.enumerated() { vertices[index].x = (toTheRight[place] + toTheLeft[place]) / 2 }
    }
}
