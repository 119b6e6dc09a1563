using System.Text;
using Enterprise.Governance.Json;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Sqlite;
using Enterprise.Governance.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

public sealed class TenantPoliciesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("governance").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Get_TenantRulesThatNoLongerFit_KeepsTheLastGoodSetAndLogsOnce()
    {
        await using GovernanceSqliteDatabase database = new(new GovernanceSqliteOptions { ConnectionString = Path.Combine(_directory, "test.db"), Features = SqliteFeatures.Policies });
        await using PolicyEngine engine = new(PolicySet.Load("""[{"policy_id":"host","effect":{"allow":true}}]""").GetSet());
        ChangingTenant tenant = new() { Current = Configure("""[{"policy_id":"own","effect":{"deny":true}}]""") };
        CountingLogger logger = new();
        TenantPolicies policies = new(engine, tenant, new SqlitePolicySetStore(database), new FakeTimeProvider(), logger);
        PolicySet good = await policies.GetAsync("acme", default);

        tenant.Current = Configure("""[{"policy_id":"host","effect":{"deny":true}}]""");
        PolicySet kept = await policies.GetAsync("acme", default);
        await policies.GetAsync("acme", default);

        kept.Should().BeSameAs(good);
        logger.Lines.Should().ContainSingle().Which.Should().Contain("the policy_id `host` is given twice");
        (await policies.CheckAsync(default)).Should().ContainSingle();
    }

    private static TenantConfiguration Configure(string rules)
    {
        SourceDocument.TryParse(Encoding.UTF8.GetBytes(rules), "acme.json", out SourceNode? root, out _).Should().BeTrue();
        return new TenantConfiguration { TenantId = "acme", Policies = PolicyRules.Read(root!, "acme", [], [])! };
    }

    private sealed class ChangingTenant : ITenantSource
    {
        internal required TenantConfiguration Current { get; set; }

        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult<TenantConfiguration?>(Current);

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(["acme"]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }

    private sealed class CountingLogger : ILogger
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
