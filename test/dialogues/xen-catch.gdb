# Each thing that can be caught, where Xen does it; the stop says what it was.
connect
# Patches from power-on: where the sites lie is known once Xen has moved and mapped itself.
monitor catch patch
continue
reverse-continue
reverse-continue
monitor when
monitor catch off
monitor seek start
maintenance flush register-cache
# Another future: in this one the run would stop where it has been to.
set var $rax = $rax + 1
set var $rax = $rax - 1
# An NMI at the first instruction of its handler, and who had sent it.
monitor catch nmi
monitor catch
continue
x/i $pc
reverse-stepi
info symbol $pc
monitor catch off
monitor catch patch
continue
info symbol $pc
maintenance packet qXfer:siginfo:read::10,8
continue
reverse-continue
monitor catch off
# What Xen tells the other CPU, and what that one does when it comes up.
tbreak smp_prepare_cpus
continue
monitor catch ipi
continue
info symbol $pc
continue
continue
monitor catch off
monitor catch cr3
continue
info symbol $pc
print $cr3
monitor catch off
monitor catch msr 0xc0000082
continue
x/i $pc
print $lstar
monitor catch off
# A vector by number, by name, and any exception.
monitor catch vector 0xf0
continue
info symbol $pc
monitor catch off
monitor catch exception
tbreak construct_dom0
continue
monitor catch
continue
x/i $pc
x/a $rsp + 8
monitor catch off
monitor catch vector #UD
monitor catch vector #MC
monitor catch
monitor inject mce 1
continue
thread
x/i $pc
monitor catch off
refused monitor catch nonsense
refused monitor catch vector 256
refused monitor catch msr
# A triple fault: without an IDT nothing can be delivered.
monitor catch tripleFault
set var $idtr_limit = 0
thread
monitor inject nmi 1
continue
monitor info cpus
