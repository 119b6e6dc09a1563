using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Sqlite;

// usage: LedgerWorker DATABASE SECRET COUNT: appends COUNT events to the run `run`; exits 1 if its receipts do not rise.
await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = args[0], Features = SqliteFeatures.Ledger, BusyTimeout = TimeSpan.FromMinutes(2) });
using ChainLedger ledger = new(new SqliteLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", args[1]))));
long last = 0;
for (int i = 0; i < int.Parse(args[2], CultureInfo.InvariantCulture); i++)
{
    AppendReceipt receipt = await ledger.AppendAsync("run", LedgerEvent.Create("worker.note", """{"from":"a process"}"""u8.ToArray()));
    if (receipt.Seq <= last)
        return 1;
    last = receipt.Seq;
}

return 0;

/// <summary>Lets tests find the program.</summary>
public static partial class LedgerWorkerProgram;
