/** docs/msrs-and-cpuid.md: model-specific registers, and what CPUID says. */
import { code, hex, page, section, table } from '../markdown.ts';

/** A model-specific register, as far as the page shows it. */
export interface MsrRow {
  readonly number: number;
  readonly name: string;
  readonly keeper: number | 'machine' | 'device';
  readonly writable: bigint;
  readonly canonical: boolean;
  readonly only: 'read' | 'write' | undefined;
  readonly feature: string | undefined;
  readonly vendor: string | undefined;
  readonly cleared: string | undefined;
}

export interface CpuidRow {
  readonly leaf: number;
  /** -1: the same for every subleaf. */
  readonly subleaf: number;
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

export interface ModelRow {
  readonly name: string;
  readonly help: string;
  readonly rows: readonly CpuidRow[];
}

export const registersPage = (msrs: readonly MsrRow[], models: readonly ModelRow[]): string =>
  page(
    'Model-specific registers and CPUID',
    section(
      'Model-specific registers',
      'RDMSR or WRMSR of any other register is #GP, and it is named once in the log. A write is ' +
        '#GP if it changes a bit that may not change, or is no canonical address where one is kept.',
      table(
        ['Number', 'Name', 'Bits that may change', 'Value', 'Only with'],
        msrs.map((msr) => [
          code(hex(msr.number)),
          msr.name,
          writableText(msr),
          valueText(msr),
          onlyWith(msr),
        ]),
      ),
    ),
    ...models.map(({ name, help, rows }) =>
      section(
        `CPUID of ${name}`,
        `${help}. Leaves that are not here read as zeros, and are named once in the log. Leaf 1 ` +
          'gives each CPU its own APIC id; leaf 0xb does too, and says how many CPUs there are.',
        table(['Leaf', 'Subleaf', 'EAX', 'EBX', 'ECX', 'EDX'], rows.map(cpuidCells)),
      ),
    ),
  );

const everyBit = 2n ** 64n - 1n;

const onlyWith = ({ feature, vendor }: MsrRow): string =>
  [feature === undefined ? '' : code(feature), vendor ?? ''].join(' ').trim();

function writableText({ writable, only, cleared }: MsrRow): string {
  if (only === 'read') return 'never written';
  if (cleared !== undefined) return `only cleared, ${cleared}`;
  if (writable === everyBit) return 'all';
  return writable === 0n ? 'none' : code(hex(writable));
}

function valueText({ keeper, canonical, only }: MsrRow): string {
  if (only === 'write') return 'never read';
  if (keeper === 'device') return "a device's";
  if (keeper === 'machine') return 'answered by the machine';
  return canonical ? 'kept, a canonical address' : 'kept';
}

const cpuidCells = ({ leaf, subleaf, eax, ebx, ecx, edx }: CpuidRow): string[] => [
  code(hex(leaf)),
  subleaf === -1 ? 'any' : String(subleaf),
  ...[eax, ebx, ecx, edx].map((value) => code(hex(value, 8))),
];
