"""TensorFlow Lite's C library, the engine of the desktop host, through ctypes. No delegate."""

import ctypes

import numpy as np

POINTERS = {
    "TfLiteModelCreate": (ctypes.c_char_p, ctypes.c_size_t),
    "TfLiteInterpreterCreate": (ctypes.c_void_p, ctypes.c_void_p),
    "TfLiteInterpreterGetInputTensor": (ctypes.c_void_p, ctypes.c_int32),
    "TfLiteInterpreterGetOutputTensor": (ctypes.c_void_p, ctypes.c_int32),
}
CALLS = {
    "TfLiteInterpreterAllocateTensors": (ctypes.c_void_p,),
    "TfLiteInterpreterInvoke": (ctypes.c_void_p,),
    "TfLiteTensorCopyFromBuffer": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t),
    "TfLiteTensorCopyToBuffer": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t),
}


def load(file):
    library = ctypes.CDLL(str(file))
    for name, arguments in POINTERS.items():
        getattr(library, name).argtypes = arguments
        getattr(library, name).restype = ctypes.c_void_p
    for name, arguments in CALLS.items():
        getattr(library, name).argtypes = arguments
    library.TfLiteVersion.restype = ctypes.c_char_p
    library.TfLiteTensorByteSize.argtypes = (ctypes.c_void_p,)
    library.TfLiteTensorByteSize.restype = ctypes.c_size_t
    return library


class LiteInterpreter:
    """One model, loaded for the life of the process."""

    def __init__(self, library_file, content):
        self.library = load(library_file)
        self.content = content  # the library reads it in place
        self.model = self.library.TfLiteModelCreate(content, len(content))
        self.handle = self.library.TfLiteInterpreterCreate(self.model, None)
        if not self.handle or self.library.TfLiteInterpreterAllocateTensors(self.handle):
            raise RuntimeError("the library refuses this model")
        self.input = self.library.TfLiteInterpreterGetInputTensor(self.handle, 0)

    def version(self):
        return self.library.TfLiteVersion().decode()

    def run(self, tensor):
        """int8 in, int8 out."""
        data = np.ascontiguousarray(tensor, np.int8)
        output = self.library.TfLiteInterpreterGetOutputTensor(self.handle, 0)
        scores = np.empty(self.library.TfLiteTensorByteSize(output), np.int8)
        failed = (
            self.library.TfLiteTensorCopyFromBuffer(self.input, data.ctypes.data, data.nbytes)
            or self.library.TfLiteInterpreterInvoke(self.handle)
            or self.library.TfLiteTensorCopyToBuffer(output, scores.ctypes.data, scores.nbytes)
        )
        if failed:
            raise RuntimeError("inference failed")
        return scores
