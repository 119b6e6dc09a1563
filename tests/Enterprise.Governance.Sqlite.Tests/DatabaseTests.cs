using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class DatabaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Open_ApplyThenValidate_IsSoundAndApplyingAgainChangesNothing()
    {
        await using (GovernanceSqliteDatabase first = Open(SchemaMode.Apply))
            await first.OpenAsync();
        byte[] schema = Dump();
        await using (GovernanceSqliteDatabase again = Open(SchemaMode.Apply))
            await again.OpenAsync();
        await using (GovernanceSqliteDatabase validating = Open(SchemaMode.Validate))
            await validating.OpenAsync();

        Dump().Should().Equal(schema);
    }

    [Fact]
    public async Task Script_MakesADatabaseThatValidates()
    {
        Run(GovernanceSqliteSchema.Script(SqliteFeatures.All));

        await using GovernanceSqliteDatabase validating = Open(SchemaMode.Validate);
        await validating.OpenAsync();
    }

    [Fact]
    public async Task FindFeatures_TellsWhatTheFileHas_WhateverItWasOpenedFor()
    {
        await using (GovernanceSqliteDatabase database = Open(SchemaMode.Apply, SqliteFeatures.Ledger | SqliteFeatures.Anchoring))
            await database.OpenAsync();
        Run("INSERT INTO governance_migrations (feature, number, name, checksum, applied_at) VALUES ('teleportation', 1, 'x', 'x', 'x');");

        await using GovernanceSqliteDatabase again = Open(SchemaMode.Validate, SqliteFeatures.None);
        (await again.FindFeaturesAsync()).Should().Be(SqliteFeatures.Ledger | SqliteFeatures.Anchoring);
    }

    [Fact]
    public async Task FindFeatures_FileWithoutMigrations_HasNone()
    {
        Run("CREATE TABLE other (id INTEGER);");

        await using GovernanceSqliteDatabase database = Open(SchemaMode.Validate, SqliteFeatures.None);
        (await database.FindFeaturesAsync()).Should().Be(SqliteFeatures.None);
    }

    [Fact]
    public async Task Open_LimiterOnly_GetsNoLedgerTables()
    {
        await using GovernanceSqliteDatabase database = Open(SchemaMode.Apply, SqliteFeatures.RateLimiting);
        await database.OpenAsync();

        long tables = await database.ReadAsync(static (session, _) => session.ScalarLong("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'run_%' OR name LIKE 'cost_%';"), 0, default);
        tables.Should().Be(0);
    }

    [Theory]
    [InlineData(SchemaMode.Validate, "schema_mismatch")]
    [InlineData(SchemaMode.None, "store_unavailable")]
    public async Task Open_MissingFileWithoutApply_IsRefusedAndNotCreated(SchemaMode mode, string code)
    {
        await using GovernanceSqliteDatabase database = Open(mode);

        (await database.Awaiting(static d => d.OpenAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be(code);
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Theory]
    [InlineData("INSERT INTO governance_migrations VALUES ('ledger', 9999, '9999_future', 'x', 'now');", "*ledger/9999*does not know*")]
    [InlineData("UPDATE governance_migrations SET checksum = 'x' WHERE feature = 'core';", "*core/0001*differs*")]
    public async Task Open_DatabaseOfAnotherVersion_IsRefused(string tamper, string message)
    {
        await using (GovernanceSqliteDatabase first = Open(SchemaMode.Apply))
            await first.OpenAsync();
        Run(tamper);
        await using GovernanceSqliteDatabase second = Open(SchemaMode.Apply);

        (await second.Awaiting(static d => d.OpenAsync().AsTask()).Should().ThrowAsync<GovernanceException>().WithMessage(message)).Which.Code.Should().Be("schema_mismatch");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    public void Create_WithoutAFile_IsRefused(string? connectionString) =>
        FluentActions.Invoking(() => new GovernanceSqliteDatabase(new GovernanceSqliteOptions { ConnectionString = connectionString })).Should().Throw<ArgumentException>();

    [Fact]
    public async Task Open_NotADatabase_SaysSo()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 4096));
        await using GovernanceSqliteDatabase database = Open(SchemaMode.Apply);

        (await database.Awaiting(static d => d.OpenAsync().AsTask()).Should().ThrowAsync<GovernanceException>()).Which.Code.Should().Be("store_corrupt");
    }

    [Fact]
    public async Task Write_FailingAndAbortedUnits_UndoThemselvesAlone()
    {
        await using GovernanceSqliteDatabase database = await WithTableAsync();
        Task<int>[] units = [.. Enumerable.Range(0, 300).Select(i => database.WriteAsync(
            static (context, i) =>
            {
                context.Session.Execute("INSERT INTO t VALUES ($i);", ("$i", i));
                if (i % 3 == 0)
                    throw new InvalidOperationException("mine");
                if (i % 3 == 1)
                    context.Abort();
                return i;
            },
            i, default).AsTask())];

        await Task.WhenAll(units.Select(static unit => unit.ContinueWith(static _ => { }, TaskScheduler.Default)));

        units.Where(static (_, i) => i % 3 == 0).Should().OnlyContain(static unit => unit.IsFaulted);
        units.Where(static (_, i) => i % 3 != 0).Should().OnlyContain(static unit => unit.IsCompletedSuccessfully);
        (await CountAsync(database)).Should().Be(100, "only units that neither failed nor aborted stay");
    }

    [Fact]
    public async Task Write_CancelledWhileWaiting_NeverLands()
    {
        await using GovernanceSqliteDatabase database = await WithTableAsync();
        using ManualResetEventSlim entered = new(), release = new();
        Task<int> blocker = database.WriteAsync(
            static (_, s) =>
            {
                s.entered.Set();
                s.release.Wait();
                return 0;
            },
            (entered, release), default).AsTask();
        entered.Wait();
        using CancellationTokenSource cancel = new();
        Task<int> waiting = database.WriteAsync(static (context, _) => context.Session.Execute("INSERT INTO t VALUES (1);"), 0, cancel.Token).AsTask();

        await cancel.CancelAsync();
        await waiting.Awaiting(static w => w).Should().ThrowAsync<OperationCanceledException>();
        release.Set();
        await blocker;

        (await CountAsync(database)).Should().Be(0);
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLock_FailsAsBusyAndRecovers()
    {
        await using GovernanceSqliteDatabase database = await WithTableAsync(TimeSpan.FromMilliseconds(50));
        using (SqliteConnection other = new($"Data Source={File};Pooling=False"))
        {
            other.Open();
            Execute(other, "BEGIN IMMEDIATE;");
            GovernanceException e = (await database.Awaiting(static d => d.WriteAsync(static (context, _) => context.Session.Execute("INSERT INTO t VALUES (1);"), 0, default).AsTask())
                .Should().ThrowAsync<GovernanceException>()).Which;
            (e.Code, e.IsTransient).Should().Be(("store_busy", true));
            Execute(other, "ROLLBACK;");
        }

        await database.WriteAsync(static (context, _) => context.Session.Execute("INSERT INTO t VALUES (2);"), 0, default);
        (await CountAsync(database)).Should().Be(1);
    }

    [Fact]
    public async Task Write_AfterDispose_IsRefused()
    {
        GovernanceSqliteDatabase database = await WithTableAsync();
        await database.DisposeAsync();

        await database.Awaiting(static d => d.WriteAsync(static (_, _) => 0, 0, default).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Read_IsOneSnapshot()
    {
        await using GovernanceSqliteDatabase database = await WithTableAsync();
        using SqliteSnapshot snapshot = await database.SnapshotAsync(default);
        long before = snapshot.Session.ScalarLong("SELECT count(*) FROM t;");
        await database.WriteAsync(static (context, _) => context.Session.Execute("INSERT INTO t VALUES (1);"), 0, default);

        snapshot.Session.ScalarLong("SELECT count(*) FROM t;").Should().Be(before);
        (await CountAsync(database)).Should().Be(before + 1);
    }

    private GovernanceSqliteDatabase Open(SchemaMode mode, SqliteFeatures features = SqliteFeatures.All, TimeSpan? busy = null) =>
        new(new GovernanceSqliteOptions { ConnectionString = File, SchemaMode = mode, Features = features, BusyTimeout = busy ?? TimeSpan.FromSeconds(10) });

    private async Task<GovernanceSqliteDatabase> WithTableAsync(TimeSpan? busy = null)
    {
        GovernanceSqliteDatabase database = Open(SchemaMode.Apply, SqliteFeatures.None, busy);
        await database.WriteAsync(static (context, _) => context.Session.Execute("CREATE TABLE t (i INTEGER);"), 0, default);
        return database;
    }

    private static async Task<long> CountAsync(GovernanceSqliteDatabase database) =>
        await database.ReadAsync(static (session, _) => session.ScalarLong("SELECT count(*) FROM t;"), 0, default);

    private byte[] Dump()
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(type || name || sql, char(10)) FROM (SELECT * FROM sqlite_schema ORDER BY type, name);";
        return System.Text.Encoding.UTF8.GetBytes((string)command.ExecuteScalar()!);
    }

    private void Run(string sql)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
