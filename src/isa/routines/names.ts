/** The out-of-line functions that meanings may call; the engine declares them before any is defined. */
import type { Type } from '../../wasm/value.ts';
import type { Callee } from '../../wasm/function.ts';
import { floatRoutineTypes } from '../float/routines.ts';
import { x87RoutineTypes } from '../x87/routines.ts';

/** What an out-of-line meaning answers, and with it what the interpreter does next. */
export const outcome = {
  /** Go on behind this instruction. */
  next: 0,
  /** The fault cells are set: deliver it. */
  fault: 1,
  /** cpuCell.rip says where to go on. */
  jump: 2,
  /** As next and jump, but first look at events and stops. */
  nextAndLook: 3,
  jumpAndLook: 4,
  /** One iteration of a repeated string instruction is done, there are more. */
  again: 5,
} as const;

/** For loadCode: a jump; a call, which looks at the address itself when it has pushed its own. */
export const notReturning = { jump: -1, call: -2 } as const;

/** Parameters and results of each routine. `cpu` is first, but where only numbers count. */
export const routineTypes = {
  ...floatRoutineTypes,
  ...x87RoutineTypes,
  /** (cpu, linear, kind): host address of a guest operand, or 0 with the fault cells set. */
  translate: [['i32', 'i64', 'i32'], 'i32'],
  /** (cpu, linear, kind): physical page of a linear page, or -1 with the fault cells set. */
  translatePage: [['i32', 'i64', 'i32'], 'i32'],
  /** (cpu, linear, kind): walks the page tables and fills the TLB; physical page or -1. */
  walk: [['i32', 'i64', 'i32'], 'i32'],
  /** (cpu): carries out the second half of a store that went through the scratch cell. */
  commit: [['i32'], undefined],
  /** (physicalPage, offset, bytes): decoded instructions there must be decoded again. */
  invalidate: [['i32', 'i32', 'i32'], undefined],
  /** (cpu): forgets all translations of all contexts, or all that are not global. */
  flushTlb: [['i32'], undefined],
  flushTlbKeepGlobal: [['i32'], undefined],
  /** (cpu, linear, context, also global): forgets one page of a context. */
  flushPage: [['i32', 'i64', 'i32', 'i32'], undefined],
  /** (cpu, context): forgets what is not global of a context. */
  flushContext: [['i32', 'i32'], undefined],
  /** (cpu, PCID): the mark of its translations, or -1. */
  contextOf: [['i32', 'i32'], 'i32'],
  /** (cpu, PCID): uses the translations of this PCID from now on. */
  enterContext: [['i32', 'i32'], undefined],
  /** (cpu): every access takes the slow way again and asks what has changed; nothing is forgotten. */
  closeFastPaths: [['i32'], undefined],
  /** (cpu, cr3): reads the directory pointers of PAE paging; 1 for #GP, 2 with the fault cells set. */
  loadDirectories: [['i32', 'i32'], 'i32'],
  /** (cpu, record, bytes): linear address of a memory operand with segment and address size. */
  complexAddress: [['i32', 'i32', 'i32'], 'i64'],
  /** (cpu, segment cell, offset, kind): linear address, or sets the fault cells (faultVector >= 0). */
  /** (cpu, record): offset of a memory operand, wrapped to its address size. */
  offsetOf: [['i32', 'i32'], 'i64'],
  segmentAddress: [['i32', 'i32', 'i64', 'i32'], 'i64'],
  /** (cpu, record, offset, kind): host address at an offset in the record's segment; 0 on a fault. */
  memberAddress: [['i32', 'i32', 'i64', 'i32'], 'i32'],
  /** (cpu, condition): 1 if the condition holds. */
  condition: [['i32', 'i32'], 'i32'],
  /** (cpu): record of the instruction at cpuCell.rip; delivers fetch faults on the way. */
  enter: [['i32'], 'i32'],
  /** (cpu, record): its own record for an instruction that crosses a page; 0 on a fault. */
  straddle: [['i32', 'i32'], 'i32'],
  /** (cpu): makes cpuCell.rip true from the record the CPU stands at. */
  saveRip: [['i32'], undefined],
  /** (cpu): the CPU to go on with, or 0 when run() must end. */
  boundary: [['i32'], 'i32'],
  /**
   * (cpu): delivers the fault in the fault cells; 0, or 1 if a watchpoint or shutdown ends it, or 2
   * if the CPU is in its host now, where events have to be looked at.
   */
  deliverFault: [['i32'], 'i32'],
  /** (cpu, vector, kind, error code): delivers by the double fault rules; 0, or 1 as above. */
  deliverChain: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, vector, kind, error code): one delivery through the IDT; outcome.jump or fault. */
  deliver: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** As deliver, in protected mode outside of long mode. */
  deliverProtected: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, segment index, selector): loads a data segment register; 0 or outcome.fault. */
  loadSegment: [['i32', 'i32', 'i32'], 'i32'],
  /**
   * (cpu, selector, offset, ring to return to or a value of notReturning): loads CS and rip; 0 or
   * outcome.fault.
   */
  loadCode: [['i32', 'i32', 'i64', 'i32'], 'i32'],
  /** (cpu, selector): linear address of a descriptor, 0 if it is outside its table. */
  descriptorAddress: [['i32', 'i32'], 'i64'],
  /**
   * (cpu, selector, offset, bytes, return address): far JMP, or far CALL with words of so many bytes;
   * 0, or outcome.fault with everything as before.
   */
  transferFar: [['i32', 'i32', 'i64', 'i32', 'i64'], 'i32'],
  /** (cpu, CS, rip, ring, SS): loads what a return leads to; 0, or outcome.fault as above. */
  goOutward: [['i32', 'i32', 'i64', 'i32', 'i32'], 'i32'],
  /** (cpu, ring, EXT): SS and rSP of an inner ring from the TSS; 0 or outcome.fault. */
  loadInnerStack: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu, value): moves rSP, of which 16-bit stacks keep the upper part. */
  setStackPointer: [['i32', 'i64'], undefined],
  /** (cpu, selector): its descriptor for LAR and its relatives, 0 if there is none. */
  inspectDescriptor: [['i32', 'i32'], 'i64'],
  /** (cpu, port, bytes): whether the CPU may use it: 0 or outcome.fault. */
  openPort: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu): brings mode, cpl and what depends on them in line with CS, CR0 and EFER. */
  updateMode: [['i32'], undefined],
  /** (cpu, zf): changes ZF and keeps the other flags. */
  setZero: [['i32', 'i32'], undefined],
  /** (cpu): all of RFLAGS; (cpu, flags): sets all of them. */
  readFlags: [['i32'], 'i32'],
  writeFlags: [['i32', 'i32'], undefined],
  /** (cpu, value): the stack operations of 16- and 32-bit code. */
  pushLegacy: [['i32', 'i64', 'i32'], 'i32'],
  popLegacy: [['i32', 'i32'], 'i64'],
  /** (cpu, flags): 1 if vector state may be used, by vectorFlag bits, or sets the fault cells. */
  vectorState: [['i32', 'i32'], 'i32'],
  /** (cpu, record): host address of a vector instruction's last source; 0 with the fault cells set. */
  vectorBegin: [['i32', 'i32'], 'i32'],
  /** (cpu, record, source, operation, shape): computes lane by lane; 1 with the fault cells set. */
  vectorFloat: [['i32', 'i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, record, source, element): DPPS and DPPD; 1 with the fault cells set. */
  vectorDotProduct: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu): takes rounding, masks and modes from MXCSR. */
  vectorFloatBegin: [['i32'], undefined],
  /** (cpu): brings exceptions to MXCSR; 1 with the fault cells set if one is not masked. */
  vectorFloatEnd: [['i32'], 'i32'],
  /** (cpu, record, low, high): writes its destination; outcome.next or fault. */
  vectorEnd: [['i32', 'i32', 'v128', 'v128'], 'i32'],
  /** (string, control): elements of a vector in front of one that is zero. */
  stringLength: [['i32', 'i32'], 'i32'],
  /** (first, second, their lengths, control): which elements match, bit by bit. */
  stringCompare: [['i32', 'i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, record, bytes, kind): whether so much of the record's operand can be accessed; 1 or 0. */
  stateReach: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, record, from, end): bytes of the state image into the record's operand, or from it. */
  stateStore: [['i32', 'i32', 'i32', 'i32'], undefined],
  stateLoad: [['i32', 'i32', 'i32', 'i32'], 'i32'],
  /** (cpu, wide): all state into the image; 64-bit pointers of the x87 if wide. */
  statePack: [['i32', 'i32'], undefined],
  /** (cpu, wide): the x87 as the image has it. (cpu): the x87 as FNINIT leaves it, empty. */
  stateUnpackX87: [['i32', 'i32'], undefined],
  stateClearX87: [['i32'], undefined],
  /** (cpu): components of XCR0 that are not in their initial configuration. */
  stateInUse: [['i32'], 'i32'],
  /** (physical page): the CPU itself has written there. */
  pageWritten: [['i32'], undefined],
  /** (cpu, physical address of a VMCB): VMRUN, all of whose own checks are done. */
  enterGuest: [['i32', 'i64'], undefined],
  /** (cpu): #VMEXIT; the exit cells say why. */
  leaveGuest: [['i32'], undefined],
  /** (cpu, exit code, EXITINFO1, EXITINFO2, nRIP): sets the fault cells so that #VMEXIT follows. */
  noteExit: [['i32', 'i32', 'i64', 'i64', 'i64'], undefined],
  /** (cpu, pending bit), (cpu, vector, error code): 1 if #VMEXIT came instead. */
  interceptEvent: [['i32', 'i32'], 'i32'],
  interceptException: [['i32', 'i32', 'i32'], 'i32'],
  /** (cpu): delivers the event that VMRUN injects. */
  inject: [['i32'], undefined],
  /** (cpu): the vector of the virtual interrupt that the guest takes now. */
  acknowledgeVirtual: [['i32'], 'i32'],
} as const satisfies Record<string, readonly [readonly Type[], Type | undefined]>;

export type Routines = Readonly<Record<keyof typeof routineTypes, Callee>>;

/** Functions of the host (TypeScript) that the generated code calls: rare and slow things. */
export const hostTypes = {
  /** (cpu, record): fills the record with the decoded instruction. */
  decode: [['i32', 'i32'], undefined],
  /** (cpu, record, physical page of the rest): decodes into the CPU's own record. */
  decodeStraddling: [['i32', 'i32', 'i32'], undefined],
  /** (physical page, mode): where the records of a code page lie; makes room for them. */
  codePage: [['i32', 'i32'], 'i32'],
  /** (cpu): 1 if a breakpoint stands at cpuCell.rip. */
  breakpoint: [['i32'], 'i32'],
  /** (cpu, physical page, offset, bytes): a device register into the scratch cell. */
  readDevice: [['i32', 'i32', 'i32', 'i32'], undefined],
  /** (cpu, physical page, offset, bytes): the scratch cell into a device register. */
  writeDevice: [['i32', 'i32', 'i32', 'i32'], undefined],
  /** (cpu, port, bytes): a value from an I/O port. */
  readPort: [['i32', 'i32', 'i32'], 'i32'],
  writePort: [['i32', 'i32', 'i32', 'i32'], undefined],
  /** (cpu, number): reads a model-specific register into faultAddress; 0, or 1 for #GP. */
  readMsr: [['i32', 'i32'], 'i32'],
  writeMsr: [['i32', 'i32'], 'i32'],
  /** (cpu): the local APIC's task priority; (cpu, priority): sets it. */
  readTaskPriority: [['i32'], 'i32'],
  writeTaskPriority: [['i32', 'i32'], undefined],
  /** (cpu): the vector of the maskable interrupt that the CPU accepts now. */
  acknowledge: [['i32'], 'i32'],
  /** (cpu): INIT and SIPI change the whole CPU. */
  initialise: [['i32'], undefined],
  startUp: [['i32'], undefined],
  /** (cpu, record): names the unknown instruction once in the log. */
  unknown: [['i32', 'i32'], undefined],
  /** (cpu, thing): names once in the log what was asked for and is not there. */
  absent: [['i32', 'i32'], undefined],
  /** (cpu, vector): real-mode code calls a BIOS that is not there; the machine ends. */
  biosCall: [['i32', 'i32'], undefined],
  /** (cpu, leaf, subleaf): names an unknown CPUID leaf once. */
  unknownLeaf: [['i32', 'i32'], undefined],
  /** (cpu): virtual time in nanoseconds into faultAddress. */
  now: [['i32'], undefined],
  /** (cpu, vector, error code): it is about to be delivered; asked for by machineCell.telling. */
  tellVector: [['i32', 'i32', 'i32'], undefined],
  /** (cpu): CR3 has been written; asked for in the same way. */
  tellCr3: [['i32'], undefined],
  /** (records): a code page is entered by more than one linear address. */
  pageAliased: [['i32'], undefined],
} as const satisfies Record<string, readonly [readonly Type[], Type | undefined]>;

export type HostFunctions = Readonly<Record<keyof typeof hostTypes, Callee>>;
