using System.Diagnostics.Metrics;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class StoreTelemetryTests : StoreTelemetryConformance, IAsyncLifetime
{
    private readonly List<GovernancePostgresDatabase> _opened = [];
    private PostgresTestDatabase _database = null!;

    protected override string DatabaseSystem => "postgresql";

    protected override string CodeWithoutTable => "schema_mismatch";

    protected override ValueTask<(ILedgerStore Ledger, IPolicySetStore Policies)> OpenAsync(IMeterFactory meters)
    {
        GovernancePostgresDatabase database = new(_database.AppDataSource, new GovernancePostgresOptions { SchemaMode = SchemaMode.None }, meters);
        _opened.Add(database);
        return new((new PostgresLedgerStore(database), new PostgresPolicySetStore(database)));
    }

    [Fact]
    public async Task Operation_WhoseDatabaseCannotBeOpened_IsMeasuredAsFailed()
    {
        Dictionary<string, object?> measured = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == StoreDiagnostics.OperationDuration)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value) is var all && all.TryGetValue(StoreDiagnostics.ErrorTag, out object? error) && error is "schema_mismatch")
                measured = all;
        });
        listener.Start();
        await using GovernancePostgresDatabase database = new(_database.AppDataSource, new GovernancePostgresOptions { Features = PostgresFeatures.All, SchemaMode = SchemaMode.Validate });

        await FluentActions.Awaiting(() => new PostgresPolicySetStore(database).GetActiveAsync("acme", default).AsTask()).Should().ThrowAsync<GovernanceException>();

        measured.Should().Contain(StoreDiagnostics.OperationTag, "read");
    }

    protected override Task ExecuteAsync(string sql) => PostgresTestDatabase.ScalarAsync(_database.OwnerDataSource, sql);

    public async ValueTask InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Policies);

    public async ValueTask DisposeAsync()
    {
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
