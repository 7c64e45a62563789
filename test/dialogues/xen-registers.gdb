# Registers of both CPUs as Xen has set them up, and what is written back: nothing changes.
connect
define same
  python c = gdb.selected_inferior().connection; g = c.send_packet('g'); print(c.send_packet('G' + g.decode()), c.send_packet('g') == g)
end
# In 32-bit code without paging, and in a CPU that waits for its SIPI, in real mode.
same
thread 2
same
thread 1
break start_secondary
continue
same
thread 1
same
info registers rip eflags cs ss fs_base gs_base k_gs_base
print $cr0
print $cr3
print $cr4
print $efer
info registers tr tr_base tr_limit tr_attr gdtr_base gdtr_limit idtr_base idtr_limit ldtr
delete
tbreak smp_cpus_done
continue
thread 2
info registers tr tr_base gdtr_base idtr_base
print $apic_id
print $cpu_state
info registers star lstar cstar sfmask pat apic_base mcg_status
print $efer
# The syscall entry of each CPU is a stub of its own.
x/i $lstar
thread 1
x/i $lstar
print $apic_id
print $xcr0
print $dr7
print $mxcsr
print $st0
print $xmm0.uint128
print $ymm0
# Written, read, and written back.
set $old = $rbx
set $rbx = 0x1122334455667788
print/x $ebx
print/x $bl
print/x $bh
set $rbx = $old
print $xmm3.uint128 = 7
print $xmm3.v4_int32
print $ymm3.v4_int64
set $ymm3.v4_int64[3] = 9
print $ymm3.v4_int64
same
# What no CPU can hold is refused, and the register keeps what it had.
refused set $cr0 = $cr0 & ~1
refused set $cr0 = $cr0 | 0x20000000
refused set $cr4 = $cr4 & ~0x20
refused set $efer = $efer & ~0x400
refused set $efer = $efer & ~0x100
refused set $cr8 = 16
print $cr0
print $cr4
print $efer
set $cr4 = $cr4 & ~0x80
print $cr4
set $cr4 = $cr4 | 0x80
print $cr4
refused set $lstar = 0x800000000000
refused set $apic_id = 3
same
