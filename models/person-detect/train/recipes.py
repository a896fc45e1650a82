"""How much of what, for a GPU's ten minutes and for two CPU cores' two hours."""

GPU = {
    "lite": 2,
    "teacher_frozen": 0,
    "teacher_rate": 6e-4,
    "teacher_batch": 256,
    "teacher_steps": 2370,
    "bank_batch": 1024,
    "bank_views": 1_000_000,
    "batch": 1024,
    "student_rate": 6e-3,
    "student_steps": 11_600,
    "rounded_share": 0.0,
    "processes": 1,
    "half": True,
    "graph": True,
}
# A small teacher of which only the last layers learn, a bank of some three views of each picture, and
# many small batches: where views are dear, a step is better taken after fewer of them.
CPU = {
    "lite": 0,
    "teacher_frozen": 12,
    "teacher_rate": 4e-4,
    "teacher_batch": 64,
    "teacher_steps": 850,
    "bank_batch": 32,
    "bank_views": 100_000,
    "batch": 256,
    "student_rate": 4e-3,
    "student_steps": 11_000,
    "rounded_share": 0.1,
    "processes": 2,
    "half": True,
    "graph": False,
}
# A budget in seconds takes the place of one in steps.
INSTEAD = {"teacher_steps": ("teacher_seconds",), "student_steps": ("student_seconds", "until")}


def completed(options, recipe):
    """Sets what was not asked for otherwise."""
    for name, value in recipe.items():
        others = INSTEAD.get(name, ())
        if getattr(options, name) is None and not any(getattr(options, o) for o in others):
            setattr(options, name, value)
    return options
