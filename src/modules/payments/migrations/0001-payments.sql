-- What differs from city to city: who is paid, through which biller, what holds after a bill's time.
create table payments.terms (
  tenant_id integer not null default platform.current_tenant(),
  version integer not null,
  document jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, version)
);
select platform.protect('payments.terms', append_only => true);

-- Numbers without gaps: taken in the transaction that uses them.
create table payments.counter (
  tenant_id integer not null default platform.current_tenant(),
  kind text not null,
  year integer not null,
  value integer not null,
  primary key (tenant_id, kind, year)
);
select platform.protect('payments.counter');

create table payments.bill (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  number text not null,
  -- What is paid for, such as an application.
  subject_type text not null,
  subject_id uuid not null,
  subject_number text not null,
  payer_id uuid not null,
  title jsonb not null,
  lines jsonb not null,
  currency text not null,
  total bigint not null check (total > 0),
  vat bigint not null check (vat >= 0),
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  -- Until when a payment after expiry still counts.
  revive_until timestamptz not null,
  -- The facts the state follows from, and the state.
  known_at timestamptz,
  expired_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  received bigint not null default 0,
  in_time bigint not null default 0,
  state text not null,
  paid_at timestamptz,
  -- How many entries its account has.
  version integer not null default 0,
  primary key (tenant_id, id)
);
select platform.protect('payments.bill');
create unique index bill_number on payments.bill (tenant_id, number);
create index bill_subject on payments.bill (tenant_id, subject_id, id);
create index bill_payer on payments.bill (tenant_id, payer_id, id);
create index bill_state on payments.bill (tenant_id, state, id);
create index bill_expiring on payments.bill (tenant_id, expires_at) where state in ('draft', 'issued', 'part-paid');
create index bill_reviving on payments.bill (tenant_id, revive_until) where state = 'expired' and received > 0;

-- The account of a bill: everything that happened to it, in order, for good.
create table payments.entry (
  tenant_id integer not null default platform.current_tenant(),
  bill_id uuid not null,
  seq integer not null,
  at timestamptz not null,
  kind text not null,
  amount bigint,
  actor_id uuid,
  detail jsonb not null,
  primary key (tenant_id, bill_id, seq),
  foreign key (tenant_id, bill_id) references payments.bill
);
select platform.protect('payments.entry', append_only => true);

-- What the biller told, as it arrived.
create table payments.notice (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  transaction_number text not null,
  digest bytea not null,
  body text not null,
  received_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('payments.notice', append_only => true);
create unique index notice_once on payments.notice (tenant_id, transaction_number, digest);

-- One attempt to pay, by the biller's transaction number.
create table payments.payment (
  tenant_id integer not null default platform.current_tenant(),
  transaction_number text not null,
  bill_id uuid,
  bill_number text not null,
  amount bigint not null,
  currency text not null,
  -- counted, failed (never counts), unknown (no bill of ours), other-currency, contradicted (told twice, differently)
  status text not null,
  paid_at timestamptz not null,
  -- The day it is reconciled on, in the tenant's zone.
  day date not null,
  channel text not null,
  source text not null,
  received_at timestamptz not null,
  primary key (tenant_id, transaction_number),
  foreign key (tenant_id, bill_id) references payments.bill
);
select platform.protect('payments.payment');
create index payment_bill on payments.payment (tenant_id, bill_id) where bill_id is not null;
create index payment_day on payments.payment (tenant_id, day);

create table payments.receipt (
  tenant_id integer not null default platform.current_tenant(),
  number text not null,
  bill_id uuid not null,
  transaction_number text not null,
  amount bigint not null,
  -- What of it pays the bill; the rest is owed back.
  covered bigint not null,
  vat bigint not null,
  currency text not null,
  paid_at timestamptz not null,
  issued_at timestamptz not null,
  seller jsonb not null,
  -- As the tax authority's rules write it; null where nothing of it pays for anything.
  qr text,
  primary key (tenant_id, number),
  foreign key (tenant_id, bill_id) references payments.bill
);
select platform.protect('payments.receipt', append_only => true);
create unique index receipt_transaction on payments.receipt (tenant_id, transaction_number);
create index receipt_bill on payments.receipt (tenant_id, bill_id);

create table payments.refund (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  number text not null,
  bill_id uuid not null,
  payer_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  origin text not null,
  state text not null,
  -- Under the key of whoever it goes to, and its last four characters.
  sealed_iban bytea,
  iban_end text,
  proposed_at timestamptz not null,
  requested_at timestamptz,
  prepared_by uuid,
  prepared_at timestamptz,
  decided_by uuid,
  decided_at timestamptz,
  note text,
  sent_at timestamptz,
  ended_at timestamptz,
  failure text,
  attempts integer not null default 0,
  version integer not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, bill_id) references payments.bill
);
select platform.protect('payments.refund');
create unique index refund_number on payments.refund (tenant_id, number);
create index refund_bill on payments.refund (tenant_id, bill_id);
create index refund_state on payments.refund (tenant_id, state, id);
create index refund_payer on payments.refund (tenant_id, payer_id, id);

-- What the biller is to be told or asked, and what it told that is to be taken in; done after commit.
create table payments.dispatch (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  -- upload or cancel a bill; pay a refund, and then ask how it went; take in a notice
  kind text not null,
  subject_id uuid not null,
  status text not null,
  attempts integer not null default 0,
  next_at timestamptz,
  failure text,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
select platform.protect('payments.dispatch');
create index dispatch_due on payments.dispatch (tenant_id, next_at) where next_at is not null;
create index dispatch_subject on payments.dispatch (tenant_id, subject_id, id);

-- The biller's account of a day, as it was read, and where it differs from ours.
create table payments.statement (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  day date not null,
  digest bytea not null,
  body text not null,
  source text not null,
  lines integer not null,
  matched integer not null,
  their_total bigint not null,
  our_total bigint not null,
  imported_by uuid,
  imported_at timestamptz not null,
  primary key (tenant_id, id)
);
select platform.protect('payments.statement', append_only => true);
create index statement_day on payments.statement (tenant_id, day, id);

create table payments.difference (
  tenant_id integer not null default platform.current_tenant(),
  id uuid not null,
  statement_id uuid not null,
  day date not null,
  kind text not null,
  transaction_number text not null,
  bill_number text not null,
  ours bigint,
  theirs bigint,
  paid_at timestamptz,
  -- open, settled, or gone with a later account of the day
  state text not null,
  outcome text,
  reason text,
  settled_by uuid,
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, statement_id) references payments.statement
);
select platform.protect('payments.difference');
create index difference_statement on payments.difference (tenant_id, statement_id, id);
create index difference_open on payments.difference (tenant_id, id) where state = 'open';
create index difference_transaction on payments.difference (tenant_id, transaction_number);
