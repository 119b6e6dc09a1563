using System.Text;
using Enterprise.Governance.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Stores;

/// <summary>What erasing means in a file.</summary>
public sealed class SqliteErasureTests
{
    [Theory]
    [InlineData("UPDATE run_event_values SET value = '2';")]
    [InlineData("UPDATE run_event_values SET seq = 7;")]
    [InlineData("INSERT OR REPLACE INTO run_event_values SELECT run_id, seq, path, '2', salt FROM run_event_values;")]
    [InlineData("INSERT INTO run_event_values SELECT * FROM run_event_values WHERE seq = 1 ON CONFLICT DO UPDATE SET value = '2';")]
    public async Task Fence_RefusesWhatChangesValues(string sql)
    {
        await using LedgerFiles files = new();
        using ChainLedger ledger = files.Open();
        await ledger.AppendAsync("run", Reports.Event("""{"a":1}""").WithPersonal("/a"));
        await using SqliteConnection connection = files.Connect();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;

        (await FluentActions.Awaiting(() => command.ExecuteNonQueryAsync()).Should().ThrowAsync<SqliteException>()).Which.Message.Should().Contain("run_event_values can be erased, not changed");

        VerifyReport report = (await ledger.VerifyAsync("run"))!;
        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Intact, 0));
    }

    [Fact]
    public async Task Erase_ThenCheckpoint_LeavesNoByteOfTheValuesInTheFile()
    {
        await using LedgerFiles files = new();
        Random random = new(20261122);
        using ChainLedger ledger = files.Open();

        // Sizes and orders that split pages, spill into overflow pages and free both again.
        for (int i = 0; i < 60; i++)
        {
            await ledger.AppendBatchAsync($"run-{random.Next(20)}", [.. Enumerable.Range(0, 4).Select(n =>
                Reports.Event($$"""{"n":{{n}},"a":"{{string.Concat(Enumerable.Repeat("ERASABLE-MARK ", random.Next(1, random.Next(20) == 0 ? 2000 : 60)))}}","kept":"KEPT-MARK"}""").WithPersonal("/a"))]);
        }

        Count(files, "ERASABLE-MARK").Should().BePositive();

        for (int run = 0; run < 20; run++)
            await ledger.EraseAsync($"run-{run}");
        files.Forge("PRAGMA wal_checkpoint(TRUNCATE);");

        Count(files, "ERASABLE-MARK").Should().Be(0, "erased values are overwritten, also those that a page left behind");
        Count(files, "KEPT-MARK").Should().BePositive();
        (await ledger.VerifyAllAsync().ToListAsync()).Should().OnlyContain(static report => report.Ok && report.RedactedCount > 0);
    }

    private static int Count(LedgerFiles files, string mark)
    {
        int count = 0;
        foreach (string file in (string[])[files.FilePath, files.FilePath + "-wal"])
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            count += Encoding.Latin1.GetString(bytes).Split(mark).Length - 1;
        }

        return count;
    }
}
