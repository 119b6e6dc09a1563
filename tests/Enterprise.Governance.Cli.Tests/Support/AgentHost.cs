using System.Text;
using System.Text.Json.Serialization;
using Enterprise.Governance.Policies;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Governance.Cli.Tests;

/// <summary>A host that runs agents on the file that the tool looks at.</summary>
internal sealed class AgentHost(ServiceProvider provider) : IAsyncDisposable
{
    private const string ApproveMail = """[{"policy_id":"mail","when":{"action":"send_email"},"effect":{"require_approval":true}}]""";

    internal IGovernance Governance => provider.GetRequiredService<IGovernance>();

    internal static async Task<AgentHost> StartAsync(string file, TimeProvider time, string policies = ApproveMail)
    {
        ServiceCollection services = new();
        services.AddSingleton(time);
        services.AddSingleton<ITenantSource>(new AnyTenant());
        services.AddEnterpriseGovernance(static options => options.AuditSecret = Tool.Secret);
        services.Configure<GovernanceSqliteOptions>(options => (options.ConnectionString, options.SchemaMode) = (file, SchemaMode.Apply));
        services.Configure<PoliciesOptions>(options => options.AddText(policies, "test.json"));
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IPolicyEngine>().StartAsync();
        return new AgentHost(provider);
    }

    /// <summary>Starts a run of ann and asks for an action that needs an approval. Returns run and approval.</summary>
    internal async Task<(string RunId, string ApprovalId)> AskAsync(string args = """{"to":"x@y"}""", string user = "ann")
    {
        await using GovernedRun run = await Governance.StartRunAsync(new GovernanceScope("acme", "sales", user, ["agent"]));
        ActionOutcome<string> outcome = await InvokeAsync(run, args);
        return (run.RunId, outcome.ApprovalId!);
    }

    internal static async Task<ActionOutcome<string>> InvokeAsync(GovernedRun run, string args) => await run.InvokeAsync(
        new ActionCall("send_email", "mcp:gmail", Encoding.UTF8.GetBytes(args), "key-1"), static _ => ValueTask.FromResult("sent"), AgentJson.Default.String);

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private sealed class AnyTenant : ITenantSource
    {
        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult(TenantConfiguration.DevelopmentDefaults(tenant))!;

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(["acme"]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class AgentJson : JsonSerializerContext;
