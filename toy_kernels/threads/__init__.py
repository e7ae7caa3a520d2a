"""A lane is a thread: the text of `toy_kernels.emit` once more, as instructions for one replica, for a GPU and for a browser.

Replicas that meet are one thread: a group is walked by its first, member after member.

`writer` reads the generated text and writes LLVM instructions with the very words of `toy_kernels.lane_math` and
`toy_kernels.lane_noise`; `machine` turns them into code for the processor, PTX or WebAssembly. So the bits are the lanes'.
"""
