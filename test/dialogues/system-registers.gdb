# What no other stub shows: hidden parts of segments, debug registers, MSRs, the state of a CPU.
connect
info registers cs_base cs_limit cs_attr ds_attr tr tr_limit ldtr
print $cpu_state
thread 2
print $cpu_state
refused print $cpu_state = 0
thread 1
break nmi_apply_alternatives
continue
print $cpu_state
info registers cs_limit cs_attr ss_attr tr tr_base tr_limit tr_attr gdtr_base gdtr_limit
print $dr7
print $dr6
info registers star lstar cstar sfmask pat tsc tsc_aux apic_base mcg_status xcr0 pkru guest_asid
ptype $cs_attr
set $lstar = text_poke
print $lstar
refused print $lstar = 0x800000000000
print $xcr0
refused print $xcr0 = 6
# The guest's own breakpoint, armed for it: the guest takes #DB, and no gdb knew of it.
print $dr0 = text_poke
print $dr7 = 0x402
break do_fatal_trap
continue
backtrace 2
print $dr6
