"""Several processes of one thread each, with a part of every batch: on a CPU faster than many threads."""

import tempfile
from pathlib import Path

import torch
from torch import distributed, multiprocessing


def begin(rank, processes, meeting, work, arguments):
    torch.set_num_threads(1)
    distributed.init_process_group(
        "gloo", init_method=f"file://{meeting}", rank=rank, world_size=processes
    )
    try:
        work(*arguments)
    finally:
        distributed.destroy_process_group()


def together(processes, work, *arguments):
    """Runs work(*arguments) in so many processes at once, or here if one is wanted."""
    if processes == 1:
        work(*arguments)
        return
    with tempfile.TemporaryDirectory() as folder:
        shared = (processes, Path(folder) / "meeting", work, arguments)
        multiprocessing.spawn(begin, shared, processes)


def rank():
    return distributed.get_rank() if distributed.is_initialized() else 0


def count():
    return distributed.get_world_size() if distributed.is_initialized() else 1


def average_gradients(parameters):
    """Each process then takes the same step, as one with the whole batch would."""
    if count() == 1:
        return
    gradients = [parameter.grad for parameter in parameters]
    whole = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(whole)
    whole /= count()
    pieces = whole.split([gradient.numel() for gradient in gradients])
    for gradient, piece in zip(gradients, pieces, strict=True):
        gradient.copy_(piece.view_as(gradient))
