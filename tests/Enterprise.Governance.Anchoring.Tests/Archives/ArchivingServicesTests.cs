using System.Diagnostics.Metrics;
using Enterprise.Governance.Anchoring.Tests.Anchors;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring.Tests.Archives;

/// <summary>The archiver in a container: what it is made of, and what it tells.</summary>
public sealed class ArchivingServicesTests : IAsyncDisposable
{
    private readonly AnchoredDatabase _database = new();
    private readonly MetricRecorder _metrics = new();
    private readonly RecordingLogger _log = new();

    private string Archive => Path.Combine(_database.Folder, "archive");

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Archiver_TellsOfEveryRun_ByCodeAndNumbersAlone()
    {
        await _database.AppendAsync("a", 2);
        using (ChainLedger ledger = _database.Ledger)
            await ledger.AppendAsync("b", LedgerEvent.Create("mail.sent", """{"to":"ann@example.com"}"""u8.ToArray()).WithPersonal("/to"));
        await _database.AppendAsync("c", 3);
        await _database.AnchorAsync();
        _database.Forge("UPDATE run_events SET canonical = replace(canonical, '\"n\":1', '\"n\":7') WHERE run_id = 'a';");
        await using ServiceProvider provider = Build();

        ArchiveResult[] results = await ArchiveAsync(provider, Archive);

        _metrics.Lines.Should().Equal(
            "governance.anchoring.archive.skipped_runs 1 governance.anchoring.code=run_tampered", "governance.anchoring.archive.skipped_runs 1 governance.anchoring.code=personal_values_stored",
            "governance.anchoring.archive.runs 1", $"governance.anchoring.archive.bytes {results[2].Bytes}", "governance.anchoring.archive.duration #");
        _log.Lines.Should().Equal(
            "Error: Run a was not archived: it does not verify. `governance verify --run` shows the findings.", "Debug: Run b was not archived: personal_values_stored.",
            $"Information: Run c was archived: 3 events are in the bundle {results[2].BundleSha256} now, and in the database no more.");
    }

    [Fact]
    public async Task Archiver_ThatOnlyLooks_TellsNothing()
    {
        await _database.AppendAsync("run", 1);
        await _database.AnchorAsync();
        await using ServiceProvider provider = Build();

        (await ArchiveAsync(provider, directory: null)).Single().Outcome.Should().Be(ArchiveOutcome.Archivable);

        _metrics.Lines.Should().BeEmpty();
        _log.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task Registration_RunsNothingByItself_AndTwiceIsOnce()
    {
        await using ServiceProvider provider = Build(static services => services.AddGovernanceArchiving());

        provider.GetServices<IHostedService>().Should().BeEmpty("who may delete events is for the host to say");
        provider.GetServices<RunArchiver>().Should().ContainSingle();
    }

    [Fact]
    public async Task Registration_WithoutAKey_IsRefusedAtTheStart()
    {
        await using ServiceProvider provider = Build(static services => services.Configure<AnchoringOptions>(static options => options.SigningKey = ""));

        provider.GetRequiredService<IStartupValidator>().Invoking(static validator => validator.Validate()).Should().Throw<OptionsValidationException>().WithMessage("SigningKey is missing*");
    }

    [Fact]
    public async Task Registration_WithoutAStore_SaysWhatIsMissing()
    {
        await using ServiceProvider provider = Build(static services => services.Remove(services.Single(static service => service.ServiceType == typeof(IAnchorStore))));

        provider.Invoking(static one => one.GetRequiredService<RunArchiver>()).Should().Throw<InvalidOperationException>().WithMessage("Archiving has no store: register the ledger with UseSqlite or UsePostgres.");
    }

    private static async Task<ArchiveResult[]> ArchiveAsync(ServiceProvider provider, string? directory) =>
        await provider.GetRequiredService<RunArchiver>().ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, Directory = directory }).ToArrayAsync();

    private ServiceProvider Build(Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<ILogger<RunArchiver>>(_log);
        services.AddSingleton<IMeterFactory>(_metrics);
        services.AddSingleton(_database.Anchors);
        services.AddSingleton<IAuditKeyProvider>(AnchoredDatabase.Ring);
        services.AddGovernanceArchiving(options => options.SigningKey = _database.Key.Export());
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class RecordingLogger : ILogger<RunArchiver>
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
