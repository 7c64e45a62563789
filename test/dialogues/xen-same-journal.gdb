# All of Xen's patching, stop by stop, and then to the end of dom0.
connect
set breakpoint condition-evaluation host
break *'text_poke.isra.0'
ignore 1 1700
continue
info breakpoints
disconnect
