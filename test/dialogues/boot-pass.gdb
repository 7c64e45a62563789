# What Xen does today: the alternatives are applied by CPU 0 in NMI context, the others not started.
connect
break nmi_apply_alternatives
continue
backtrace
info threads
print alt_done
tbreak text_poke
continue
backtrace 3
print/x *(unsigned char(*)[5])addr
print/x *(unsigned char(*)[5])opcode
monitor info sites site_c_statement
finish
monitor info sites site_c_statement
next
step
until
info locals
frame function do_nmi
tbreak sites_intended
continue
monitor info sites site_c_
print alt_replaced
print alt_padded
