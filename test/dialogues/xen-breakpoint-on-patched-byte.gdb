# The first instruction of the NMI entry is patched by the NMI's own handler.
connect
break handle_ist_exception
continue
x/3xb $rip
x/i $rip
x/a $rsp + 8
continue
x/3xb $rip
x/i $rip
x/a $rsp + 8
