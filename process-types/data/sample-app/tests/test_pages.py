"""Checks the pages as they would be served: every script and style that a page names must be there."""

import html.parser
import pathlib
import unittest

ROOT = pathlib.Path(__file__).parent.parent


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("src", "href") and "//" not in value]


class PagesTests(unittest.TestCase):
    def test_every_local_link_leads_somewhere(self):
        pages = list(ROOT.glob("*.html"))
        self.assertTrue(pages)
        for page in pages:
            links = Links()
            links.feed(page.read_text(encoding="utf-8"))
            for link in links.found:
                self.assertTrue((ROOT / link).is_file(), f"{page.name} names {link}")


if __name__ == "__main__":
    unittest.main()
