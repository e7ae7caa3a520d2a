"""The pages of the site, one for each file of each folder: its text, its numbers, and a picture of a run that is made now.

A hook of MkDocs. The folders are enumerated, so that a new file is a new page.
"""

import functools
import inspect
import os
import re
from pathlib import Path
from types import ModuleType

import numpy as np
from mkdocs.structure.files import File

import toy_models as tm
from toy_models.shown import cell
from widgets import png, still, theme

ROOT = Path(__file__).parents[1]
FOLDERS = {  # of toy_models: (the folder of pages, what stands above its list)
    "dynamics": ("methods", "Methods"), "landscapes": ("landscapes", "Landscapes"), "surfaces": ("surfaces", "Softened surfaces"),
    "noises": ("noises", "Noise laws"), "networks": ("networks", "Networks"), "measures": ("measures", "Measures"),
    "solvable": ("solvable", "Solvable models"), "experiments": ("experiments", "Experiments"),
}
PLACE = "two_gaussians"  # the landscape that is drawn where a page is not about one
STEPS, REPLICAS, INSTANCES = 400, 32, 200
CUE = theme.cues(1)[0] | {"light": theme.cues(2)[1]["light"]}


def on_files(files, config):
    """All pages, before MkDocs looks for links between them."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    for folder, (place, title) in FOLDERS.items():
        entries = getattr(tm, folder)
        menu = [f"- [{entry_name(entries.get(key))}]({key}.md): {text_of(folder, key).splitlines()[0]}" for key in entries.names()]
        files.append(File.generated(config, f"{place}/index.md", content="\n".join([f"# {title}", "", *menu, ""])))
        for key in entries.names():
            words, pictures = page(folder, key)
            files.append(File.generated(config, f"{place}/{key}.md", content=words))
            for name, pixels in pictures.items():
                files.append(File.generated(config, f"{place}/{name}", content=png.coloured(pixels)))
    files.append(File.generated(config, "api.md", content=interface()))
    return files


def page(folder, key):
    """(Markdown, {file: pixels}) of one file."""
    entry = getattr(tm, folder).get(key)
    parts, pictures = ABOUT[folder](entry)
    parts = [f"# {entry_name(entry)}", text_of(folder, key), *parts, listed("What its tests hold it to", tests_of(folder, key)),
             f"Its file: `toy_models/{folder}/{key}.py`."]
    return "\n\n".join(part for part in parts if part) + "\n", pictures


def entry_name(entry):
    """What an entry is called on the page."""
    return getattr(entry, "NAME", None) or entry.name


def text_of(folder, key):
    """The text of a file, as Markdown: a marked-off equation is a block of its own already."""
    text = inspect.getdoc(getattr(tm, folder).get(key)).replace("\nLook for: ", "\n\nLook for: ")
    return re.sub(r"(?m)^(?! {4}).*$", lambda line: re.sub(r"[<*|]", r"\\\g<0>", line[0]), text)


def tests_of(folder, key):
    """The names of a file's own tests, which are sentences."""
    path = ROOT / "tests" / "toy_models" / folder / f"test_{key}.py"
    return [name.replace("_", " ") for name in re.findall(r"^def test_(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)]


def table(head, rows):
    """A Markdown table, "" for one without rows."""
    lines = [[cell(value).replace("|", "\\|").replace("\n", " ") for value in row] for row in [head, *rows]]
    lines.insert(1, ["---"] * len(head))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) if rows else ""


def listed(title, lines):
    """A heading over a list, "" for none."""
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines)]) if lines else ""


def numbers(declared, title="Parameters"):
    """The table of a file's sliders."""
    rows = [(p.symbol, f"`{p.name}`", p.default, p.low, p.high, p.scale, p.meaning) for p in declared]
    return f"## {title}\n\n" + table(("", "name", "default", "from", "to", "scale", "what it is"), rows) if rows else ""


@functools.cache
def place():
    """The landscape that pictures are on."""
    return tm.landscapes.get(PLACE)


def ran(method, **settings):
    """A picture of a run, and the sentence under it."""
    run = tm.simulate(place(), method, steps=STEPS, replicas=REPLICAS, seed=0, **settings)
    pixels = still.picture(place(), {run.about["dynamics"]: run.x}, {run.about["dynamics"]: CUE})
    share = tm.readings.share(run).mean()
    words = (f"{REPLICAS} replicas on {place().name}, {run.gradient_evaluations[-1]:,} gradient evaluations each: where they end, "
             f"and the path of the first. {share:.0%} of them would roll to the {place().labels[0]}. Hides: when they came there.")
    return pixels, words


def of_method(method):
    """Gauges, sliders, presets, where it is exact, where it runs, and a run."""
    defaults = method.defaults()
    gauges = [(gauge.symbol, f"`{gauge.slider}`", *(limit for limit in gauge.limits(method.now(defaults))), gauge.fine)
              for gauge in method.GAUGES]
    presets = [(name, ", ".join(f"{key} = {cell(value)}" for key, value in method.preset(name).items()) or "the defaults")
               for name in method.PRESETS]
    reduces = [f"[{tm.dynamics.get(other).NAME}]({other}.md) at " + ", ".join(f"{key} = {cell(value)}" for key, value in at.items())
               for other, at in method.REDUCES_TO.items()]
    aims = method.SURFACE and f"It aims at [{method.SURFACE.name}](../surfaces/{method.SURFACE.kind}.md), {method.SURFACE.symbol}."
    pixels, words = ran(method)
    parts = [
        f"From: {tm.dynamics.reference(method.key)}.", aims, f"![{words}]({method.key}.png)", f"*{words}*",
        numbers(method.PARAMETERS),
        gauges and "## Gauges\n\n" + table(("gauge", "slider", "dead below", "unstable from", "between"), gauges),
        "## Presets\n\n" + table(("preset", "numbers"), presets), listed("Another method at", reduces),
        method.where,
    ]
    return parts, {f"{method.key}.png": pixels}


def of_landscape(landscape):
    """Its map and its minima."""
    words = f"The map of {landscape.name}."
    known = "## Minima\n\n" + table(landscape._head(), landscape._rows()) if len(landscape.minima) else ""
    return [f"![{words}]({landscape.key}.png)", known], {f"{landscape.key}.png": still.picture(landscape, {}, {})}


def of_surface(kind):
    """The landscape softened, beside itself: with the arguments of a method that aims at it, where there is one."""
    every = [tm.dynamics.get(key) for key in tm.dynamics.names()]
    methods = [method for method in every if method.SURFACE and method.SURFACE.kind == kind.key]
    given = {p.name: p.default for p in kind.ARGUMENTS}
    if methods:
        now = methods[0].now(methods[0].defaults())
        given = {name: value(now) for name, value in methods[0].SURFACE.arguments.items()}
    surface = tm.surfaces.smooth(place(), kind, **given)
    said = ", ".join(f"{name} = {cell(value)}" for name, value in given.items())
    pixels = np.concatenate([still.picture(place(), {}, {}), still.picture(place(), {}, {}, surface)], axis=1)
    words = f"Left: \"{place().name}\". Right: the same, softened, at {said}; one scale of heights."
    aims = [f"[{method.NAME}](../methods/{method.key}.md)" for method in methods]
    parts = [f"![{words}]({kind.key}.png)", f"*{words}*", numbers(kind.ARGUMENTS, "Arguments"), listed("Who aims at it", aims)]
    return parts, {f"{kind.key}.png": pixels}


def of_noise(law):
    """A run of plain descent under it."""
    pixels, words = ran(tm.dynamics.foundations()[0], gradient_noise=3.0, gradient_noise_direction=law)
    return [f"![{words}]({law.key}.png)", f"*Noise of size 3. {words}*"], {f"{law.key}.png": pixels}


def of_network(network):
    """Its blocks, its scales, and a short training by the first method."""
    run = tm.train(network, tm.dynamics.foundations()[0], tm.data.mnist(2000, 500), evaluations=600, seed=0, record_every=150)
    rows = [(clock, *(float(values[i].mean()) for values in (run.train_loss, run.test_loss, run.test_accuracy)))
            for i, clock in enumerate(run.gradient_evaluations)]
    name = tm.dynamics.get(run.about["dynamics"]).NAME
    return [
        "## Weights\n\n" + table(network._head(), network._rows()),
        "## What a slider's number is multiplied by\n\n" + table(("slider", "factor"), list(network.scales.items())),
        f"## A training by {name}, on 2,000 digits\n\n"
        + table(("gradient evaluations", "training loss", "test loss", "test accuracy"), rows),
    ], {}


def of_measure(measure):
    """What it knows, its parameters, and its value at the minima of a landscape where it knows one."""
    about = [("worlds", ", ".join(measure.WORLDS)), ("form", measure.form), ("unit", measure.UNIT or "none"),
             ("error", measure.ERROR)]
    parts = [table(("", ""), about), numbers(measure.PARAMETERS)]
    if "landscape" in measure.WORLDS and measure.form == "measure":
        found = measure(place(), place().minima)
        rows = list(zip(place().labels, found.value.tolist(), found.error.tolist(), strict=True))
        parts.append(f"## At the minima of \"{place().name}\"\n\n" + table(("minimum", measure.SYMBOL, "error"), rows))
    return parts, {}


def of_model(model):
    """Its parameters, and what is found in instances beside what theory says."""
    found = model(instances=INSTANCES)
    title = f"## {INSTANCES} instances at the defaults\n\n"
    return [numbers(model.PARAMETERS), title + table(found._head(), found._rows())], {}


def of_experiment(experiment):
    """Its cases and columns, and what one seed of each case comes to."""
    module, found = experiment.module, experiment(seeds=1)
    about = [(one.name, one.symbol, one.words) for one in (module.ACROSS, *experiment.columns)]
    ends = [(words, *(found.mean(name, k) for name in found.columns)) for k, words in enumerate(found.cases)]
    return [
        "## What is measured\n\n" + table(("name", "symbol", "meaning"), about),
        "## Where the curves of one seed end\n\n" + table(found._head(), ends), f"**Hides:** {module.HIDES}",
    ], {}


ABOUT = {"dynamics": of_method, "landscapes": of_landscape, "surfaces": of_surface, "noises": of_noise, "networks": of_network,
         "measures": of_measure, "solvable": of_model, "experiments": of_experiment}


def described(where, heading):
    """What mkdocstrings is to write out, under a heading."""
    return f"::: {where}\n    options:\n      heading: {heading}\n"


def interface():
    """The page of the Python interface: all that `tm.__all__` names, and what that gives back."""
    lines = ["# The Python interface", ""]  # the classes of landscapes and networks stand in files of their own
    for name in sorted(tm.__all__):
        thing = getattr(tm, name)
        where = thing.__name__ if isinstance(thing, ModuleType) else f"{thing.__module__}.{thing.__qualname__}"
        lines += [described(where, f"tm.{name}")]
    for kind in (tm.landscapes.Landscape, tm.networks.Network):
        lines += [described(f"{kind.__module__}.{kind.__qualname__}", kind.__name__)]
    return "\n".join(lines)
