using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class ReadOnlyDatabaseTests : IDisposable
{
    private readonly ChainSealer _sealer = new(new AuditKeyRing(new AuditKey("k0", "a-test-secret-of-at-least-32-bytes!")));

    private readonly string _directory = Directory.CreateTempSubdirectory("governance sqlite ?").FullName;

    private string File => Path.Combine(_directory, "test.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Open_ReadOnly_ReadsAndWritesNothing()
    {
        byte[] before = await CreateAsync();

        await using (GovernanceSqliteDatabase database = ReadOnly(SchemaMode.Validate))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(database), _sealer);
            (await ledger.VerifyAsync("run-1"))!.Status.Should().Be(VerifyStatus.Intact);
            await FluentActions.Awaiting(() => ledger.AppendAsync("run-1", LedgerEvent.Create("test.happened")).AsTask())
                .Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "store_read_only");
        }

        System.IO.File.ReadAllBytes(File).Should().Equal(before);
    }

    [Fact]
    public async Task Open_ReadOnlyWithoutPlaceForWal_ReadsTheFileAlone()
    {
        byte[] before = await CreateAsync();

        // Stands for a read-only disk, which a privileged test could write all the same.
        Directory.CreateDirectory(File + "-wal");
        await using (GovernanceSqliteDatabase database = ReadOnly(SchemaMode.Validate))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(database), _sealer);
            (await ledger.VerifyAsync("run-1"))!.Status.Should().Be(VerifyStatus.Intact);
        }

        System.IO.File.ReadAllBytes(File).Should().Equal(before);
    }

    [Fact]
    public async Task Open_ReadOnlyAndMissing_CreatesNothing()
    {
        await using GovernanceSqliteDatabase database = ReadOnly(SchemaMode.None);

        await FluentActions.Awaiting(() => database.OpenAsync().AsTask()).Should().ThrowAsync<GovernanceException>().Where(static e => e.Code == "store_unavailable");
        Directory.EnumerateFileSystemEntries(_directory).Should().BeEmpty();
    }

    [Fact]
    public void Create_ReadOnlyWithApply_IsRefused() => FluentActions.Invoking(() => ReadOnly(SchemaMode.Apply))
        .Should().Throw<ArgumentException>().WithMessage("a database opened with `Mode=ReadOnly` cannot have its schema applied; set `SchemaMode` to Validate or None*");

    private async Task<byte[]> CreateAsync()
    {
        await using (GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = File, Features = SqliteFeatures.Ledger }))
        {
            using ChainLedger ledger = new(new SqliteLedgerStore(database), _sealer);
            await ledger.AppendAsync("run-1", LedgerEvent.Create("test.happened"));
        }

        return System.IO.File.ReadAllBytes(File);
    }

    private GovernanceSqliteDatabase ReadOnly(SchemaMode mode) =>
        new(new GovernanceSqliteOptions { ConnectionString = $"Data Source={File};Mode=ReadOnly", SchemaMode = mode, Features = SqliteFeatures.Ledger });
}
