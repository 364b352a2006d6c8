"""PyInstaller hook: of torch only what sampling on a processor imports; compiler, tests and headers stay out.

Replaces the hook of pyinstaller-hooks-contrib, which brings every submodule and every data file.
"""

from pathlib import Path

from PyInstaller.utils.hooks import get_package_paths

_torch = Path(get_package_paths("torch")[1])

# torch reads its own source when it is imported (overloads, config modules), so the source has to be there.
module_collection_mode = "pyz+py"
hiddenimports = ["unittest"]
excludedimports = [
    "sympy", "mpmath", "networkx", "jinja2", "fsspec", "setuptools", "PIL", "tensorboard", "triton", "matplotlib",
    "scipy", "pandas", "onnx", "onnxscript", "expecttest", "hypothesis", "pytest", "IPython", "yaml", "psutil",
    "tabulate",
]  # fmt: skip

# Asked for by name when torch starts; the libraries behind torch._C are found by themselves.
binaries = [(str(path), "torch/lib") for path in _torch.glob("lib/*torch_global_deps.*")]
binaries += [(str(path), "torch/bin") for path in _torch.glob("bin/torch_shm_manager*")]

# Links in the top folder would make torch look for its libraries there.
bindepend_symlink_suppression = ["**/torch/lib/*.so*"]
