using System.Collections.Immutable;
using Enterprise.Governance.Json;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>Tenant files while the host runs.</summary>
public sealed class TenantTests : IDisposable
{
    private const string Acme = """{ "tenant_id": "acme", "rate_limits": { "tenant_rpm": 60 } }""";

    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Reload_AGoodEdit_TakesForceAndFiresTheToken()
    {
        Write("acme.json", Acme);
        await using FileTenantSource source = Open();
        (await source.LoadAsync()).Should().BeEmpty();
        IChangeToken before = source.Watch();

        Write("acme.json", """{ "tenant_id": "acme", "rate_limits": { "tenant_rpm": 0 } }""");
        Write("rival.json", """{ "tenant_id": "rival" }""");
        (await source.LoadAsync()).Should().BeEmpty();

        (await source.GetAsync("acme", default))!.RateLimits.TenantRpm.Should().Be(0);
        (await source.ListAsync(default)).Should().Equal("acme", "rival");
        before.HasChanged.Should().BeTrue();
        source.Watch().HasChanged.Should().BeFalse();
    }

    [Fact]
    public async Task Reload_ABrokenEdit_KeepsTheLastGoodFiles()
    {
        Write("acme.json", Acme);
        await using FileTenantSource source = Open();
        await source.LoadAsync();
        IChangeToken before = source.Watch();

        Write("acme.json", """{ "tenant_id": "acme", """);
        ImmutableArray<SourceDiagnostic> errors = await source.LoadAsync();

        errors.Should().NotBeEmpty();
        (await source.GetAsync("acme", default))!.RateLimits.TenantRpm.Should().Be(60);
        before.HasChanged.Should().BeFalse();
    }

    [Fact]
    public async Task Reload_AFileThatCannotBeRead_KeepsTheLastGoodFiles()
    {
        Write("acme.target", Acme);
        File.CreateSymbolicLink(Path.Combine(_directory, "acme.json"), Path.Combine(_directory, "acme.target"));
        Write("_default.json", """{ "tenant_id": "_default" }""");
        await using FileTenantSource source = Open();
        await source.LoadAsync();

        // The link leads nowhere now: it is still listed, and cannot be read.
        File.Delete(Path.Combine(_directory, "acme.target"));
        ImmutableArray<SourceDiagnostic> errors = await source.LoadAsync();

        errors.Select(static error => error.Code).Should().Equal("not_found");
        (await source.GetAsync("acme", default))!.RateLimits.TenantRpm.Should().Be(60, "its limits must not become those of the default file");
    }

    [Fact]
    public async Task Reload_AFileRemoved_ForgetsTheTenantUnlessThereIsADefault()
    {
        Write("acme.json", Acme);
        await using FileTenantSource source = Open();
        await source.LoadAsync();

        File.Delete(Path.Combine(_directory, "acme.json"));
        (await source.LoadAsync()).Should().BeEmpty("a directory without files is no tenants");
        (await source.GetAsync("acme", default)).Should().BeNull();

        Write("_default.json", """{ "tenant_id": "_default", "limits": { "max_tool_calls": 0 } }""");
        await source.LoadAsync();
        TenantConfiguration acme = (await source.GetAsync("acme", default))!;
        (acme.TenantId, acme.CostLimits.Limits.MaxToolCalls).Should().Be(("acme", 0));
    }

    [Fact]
    public async Task Invoke_TenantThatIsNoLongerConfigured_IsDenied()
    {
        string file = Path.Combine(_directory, "test.db");
        ForgetfulTenants tenants = new();
        await using TestHost host = await TestHost.StartAsync(file, _time, register: tenants.Register);
        await using GovernedRun run = await host.StartRunAsync();
        tenants.IsGone = true;

        ActionOutcome<Sent> action = await run.InvokeAsync<Sent>(new ActionCall("a", null, "{}"u8.ToArray(), "k"), static _ => throw new InvalidOperationException(), TestJson.Default.Sent);
        ActionOutcome<string> llm = await run.InvokeLlmAsync<string>(new LlmCall("m"), static _ => throw new InvalidOperationException());

        (action.Status, action.Code).Should().Be((ActionStatus.Denied, "unknown_tenant"));
        (llm.Status, llm.Code).Should().Be((ActionStatus.Denied, "unknown_tenant"));
        (await host.DataAsync(run.RunId, 2)).Should().Contain("\"code\":\"unknown_tenant\"");
        tenants.IsGone = false;
        (await run.InvokeAsync(new ActionCall("a", null, "{}"u8.ToArray(), "k"), static _ => ValueTask.FromResult(new Sent("m", 1)), TestJson.Default.Sent)).IsCompleted.Should().BeTrue("that is not final");
    }

    private FileTenantSource Open() => new(_directory, 60, pollInterval: TimeSpan.FromHours(1), timeProvider: _time);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);

    private sealed class ForgetfulTenants : ITenantSource
    {
        internal bool IsGone { get; set; }

        internal void Register(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
            services.Add(new Microsoft.Extensions.DependencyInjection.ServiceDescriptor(typeof(ITenantSource), this));

        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) =>
            ValueTask.FromResult(IsGone ? null : new TenantConfiguration { TenantId = tenant });

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }
}
