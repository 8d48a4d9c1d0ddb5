const grams = document.getElementById("grams");
const water = document.getElementById("water");
const show = () => { water.value = Math.round(grams.valueAsNumber * 16.6) || 0; };
grams.addEventListener("input", show);
show();
