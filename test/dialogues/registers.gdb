# Registers before and after the way to long mode, read and written.
connect
info registers
print $cr0
print $efer
break __start_hypervisor
continue
print $cr0
print $cr4
print $efer
info registers rip eflags cs ss cr3 cs_base tr_base gdtr_limit idtr_limit k_gs_base apic_id
set $rax = 0x123456789abcdef0
print/x $rax
print/x $eax
print $xmm0.uint128 = 5
print $ymm0.v2_int128[1] = 7
print $ymm0.v4_int64
print $st0
set $eflags = $eflags | 1
print $eflags
set var $rip = do_fatal_trap
x/2i $rip
display/i $rip
display $cr2
stepi
info line
