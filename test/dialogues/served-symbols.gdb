# No file is named: what gdb knows comes over the link.
connect
info inferiors
tbreak nmi_apply_alternatives
continue
bt 2
print/x (long)__alt_instructions
# The link shows one file and no other, and nobody changes it.
refused remote get /etc/passwd /dev/null
refused remote get fixtures/tiny-hypervisor/tiny-hypervisor.elf /dev/null
refused remote put /dev/null /tiny-hypervisor.elf
refused remote delete /tiny-hypervisor.elf
kill
