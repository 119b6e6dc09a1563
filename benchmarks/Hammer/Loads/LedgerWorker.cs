using System.Diagnostics;
using System.Globalization;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;
using Npgsql;
using NpgsqlTypes;

namespace Hammer.Loads;

/// <summary>Appends: through the ledger, or by the loop that everybody writes first (lock the head, read it, insert, commit).</summary>
internal static class LedgerWorker
{
    internal const string Secret = "the secret of a load that nobody has to keep";

    // Until the runtime has compiled for good what runs often: of a bare insert that is less code than of an append.
    private const double WarmUpSeconds = 2;

    private static readonly string Canonical = new('x', 400), Hash = new('0', 64);

    private static readonly LedgerEvent Event = LedgerEvent.Create("load.note", """{"action":"send_email","tool":"mcp:gmail","args":{"to":"bob@corp.example","subject":"Your booking","amount":120}}"""u8.ToArray());

    /// <summary>Arguments: NAME CALLERS RUNS COUNT SECONDS BATCH. With a count, each append has a key and its receipt is told.</summary>
    internal static async Task<Func<Task>> PrepareAsync(GovernancePostgresDatabase database, string[] arguments)
    {
        (string name, int callers, int runs, int count, double seconds, int size) = Parse(arguments);
        LedgerEvent[] batch = [.. Enumerable.Repeat(Event, size)];
        ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(new AuditKeyRing(new AuditKey("k0", Secret))));
        await Worker.PersistAsync(async () =>
        {
            await ledger.OpenAsync();
            return true;
        });
        return () => EachAsync(name, callers, count, seconds, async (caller, i) =>
        {
            string run = $"run-{(caller + i) % runs}";
            if (count == 0)
            {
                if (size == 1)
                    await ledger.AppendAsync(run, Event);
                else
                    await ledger.AppendBatchAsync(run, batch);
                return;
            }

            string key = $"{name}-{caller}-{i}";
            AppendReceipt receipt = await Worker.PersistAsync(() => ledger.AppendAsync(run, Event, new AppendOptions { IdempotencyKey = key }).AsTask());
            Worker.Tell($"receipt {receipt.RunId} {receipt.Seq} {receipt.Hash} {key}");
        });
    }

    /// <summary>The same arguments, on the tables <c>loop_heads</c> and <c>loop_events</c>, which have the ledger's indexes.</summary>
    internal static Func<Task> PrepareLoop(NpgsqlDataSource dataSource, string[] arguments)
    {
        (string name, int callers, int runs, int count, double seconds, _) = Parse(arguments);
        return () => EachAsync(name, callers, count, seconds, async (caller, i) =>
        {
            string run = $"run-{(caller + i) % runs}";
            await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            long seq;
            await using (NpgsqlCommand head = new("SELECT seq FROM loop_heads WHERE run_id = $1 FOR UPDATE", connection) { Parameters = { Text(run) } })
                seq = (long)(await head.ExecuteScalarAsync())! + 1;
            await InsertAsync(connection, run, seq);
            await using (NpgsqlCommand update = new("UPDATE loop_heads SET seq = $2, hash = $3 WHERE run_id = $1", connection)
            {
                Parameters = { Text(run), new() { Value = seq, NpgsqlDbType = NpgsqlDbType.Bigint }, Text(Hash) },
            })
                await update.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        });
    }

    /// <summary>The same arguments: one durable row after the other, of no chain.</summary>
    internal static Func<Task> PrepareInsert(NpgsqlDataSource dataSource, string[] arguments)
    {
        (string name, int callers, _, int count, double seconds, _) = Parse(arguments);
        long place = Environment.ProcessId * 1_000_000_000L;
        return () => EachAsync(name, callers, count, seconds, async (_, _) =>
        {
            await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
            await InsertAsync(connection, "bare", Interlocked.Increment(ref place));
        });
    }

    /// <summary>The same arguments: batches of rows of no chain, each in one statement.</summary>
    internal static Func<Task> PrepareUnnest(NpgsqlDataSource dataSource, string[] arguments)
    {
        (string name, int callers, int runs, int count, double seconds, int size) = Parse(arguments);
        long places = Environment.ProcessId * 1_000_000_000L;
        return () => EachAsync(name, callers, count, seconds, async (caller, i) =>
        {
            long first = Interlocked.Add(ref places, size);
            await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync();
            await using NpgsqlCommand insert = new(
                "INSERT INTO loop_events SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])", connection);
            foreach (string column in (string[])[$"run-{(caller + i) % runs}", "", "2026-11-22T19:00:00.123456Z", "load.note", Canonical, Hash, Hash, "k0", "sha256"])
                insert.Parameters.Add(column.Length > 0 ? Text(List(Enumerable.Repeat(column, size))) : Text(List(Enumerable.Range(0, size).Select(at => (first + at).ToString(CultureInfo.InvariantCulture)))));
            await insert.ExecuteNonQueryAsync();
        });
    }

    private static string List(IEnumerable<string> values) => $"{{{string.Join(',', values)}}}";

    private static async Task InsertAsync(NpgsqlConnection connection, string run, long seq)
    {
        await using NpgsqlCommand insert = new("INSERT INTO loop_events VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)", connection)
        {
            Parameters = { Text(run), new() { Value = seq, NpgsqlDbType = NpgsqlDbType.Bigint }, Text("2026-11-22T19:00:00.123456Z"), Text("load.note"), Text(Canonical), Text(Hash), Text("k0"), Text("sha256") },
        };
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task EachAsync(string name, int callers, int count, double seconds, Func<int, int, Task> append)
    {
        long done = 0;
        double warmUp = count == 0 ? WarmUpSeconds : 0;
        Stopwatch watch = Stopwatch.StartNew();
        List<double>[] latencies = [.. Enumerable.Range(0, callers).Select(static _ => new List<double>())];
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            int mine = count == 0 ? int.MaxValue : (count / callers) + (caller < count % callers ? 1 : 0);
            for (int i = 0; i < mine && (count > 0 || watch.Elapsed.TotalSeconds < warmUp + seconds); i++)
            {
                long start = Stopwatch.GetTimestamp();
                bool isWarm = watch.Elapsed.TotalSeconds >= warmUp;
                await append(caller, i);
                if (!isWarm)
                    continue;
                latencies[caller].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Interlocked.Increment(ref done);
            }
        })));
        double[] all = [.. latencies.SelectMany(static l => l).Order()];
        double At(double share) => all.Length == 0 ? 0 : all[(int)Math.Min(all.Length - 1, all.Length * share)];
        Worker.Tell(string.Create(CultureInfo.InvariantCulture, $"done {name} {done} {watch.Elapsed.TotalSeconds - warmUp} {At(0.5)} {At(0.99)}"));
    }

    private static (string Name, int Callers, int Runs, int Count, double Seconds, int Batch) Parse(string[] a) =>
        (a[0], Number(a[1]), Number(a[2]), Number(a[3]), double.Parse(a[4], CultureInfo.InvariantCulture), Number(a[5]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };
}
