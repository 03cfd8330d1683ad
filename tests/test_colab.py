"""Colab, by a stand-in of its module: widgets are allowed there before one is shown."""

import subprocess
import sys

STAND_IN = """
import sys, types
called = []
google, colab, output = (types.ModuleType(n) for n in
                         ("google", "google.colab", "google.colab.output"))
output.enable_custom_widget_manager = lambda **_: called.append("allowed")
output._widgets = types.SimpleNamespace(_installed_url="https://colab/manager.js")
google.colab, colab.output = colab, output
sys.modules |= {"google": google, "google.colab": colab, "google.colab.output": output}
from unrolled import Tape
shown = Tape.of("ab")._repr_mimebundle_()
print(called, "colab/manager.js" in str(shown))
"""


def test_a_widget_asks_colab_to_show_it():
    done = subprocess.run(
        [sys.executable, "-c", STAND_IN], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['allowed'] True"
