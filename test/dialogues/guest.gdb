# A CPU goes into its guest by VMRUN and comes out again: gdb follows, breakpoints work on both sides.
connect
hbreak guest_start
continue
monitor info cpus
print $cr3
x/3i $pc
stepi
info registers rip eax
backtrace
stepi
x/i $pc
stepi
x/i $pc
backtrace 3
monitor info cpus
p/x guest_vmcb[0].exitcode
p/x guest_vmcb[0].rip - (unsigned long)guest_start
tbreak site_vmexit
continue
delete
watch vcpus[0].kick
continue
continue
