using System.Text.Json.Serialization;
using Enterprise.Governance;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Every capability once: all together as a host has them, then each of them alone. Prints a line per check; exits 1 if one fails.
string directory = Directory.CreateTempSubdirectory("governance-smoke-").FullName;
int failed = 0;
try
{
    await CheckAsync("everything", () => TogetherAsync(null));
    await CheckAsync("ledger alone", LedgerAsync);
    await CheckAsync("policies alone", PoliciesAsync);
    await CheckAsync("rate limiter alone", RateLimiterAsync);
    await CheckAsync("cost meter alone", CostMeterAsync);
    if (Environment.GetEnvironmentVariable("GOVERNANCE_SMOKE_POSTGRES") is { Length: > 0 } postgres)
        await CheckAsync("everything on PostgreSQL", () => TogetherAsync(postgres));
}
finally
{
    Directory.Delete(directory, recursive: true);
}

return failed == 0 ? 0 : 1;

async Task CheckAsync(string name, Func<Task<bool>> check)
{
    bool ok = await check();
    failed += ok ? 0 : 1;
    Console.WriteLine($"{(ok ? "ok  " : "FAIL")} {name}");
}

async Task<bool> TogetherAsync(string? postgres)
{
    HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development, ContentRootPath = directory });
    if (postgres is not null)
    {
        builder.Configuration["ConnectionStrings:Governance"] = postgres;
        builder.Configuration["AUDIT_SECRET"] = "a-secret-for-the-smoke-test-only-0123456789";
    }

    using NoteSigningKey key = NoteSigningKey.Generate("smoke.example/log");
    string kept = Path.Combine(directory, postgres is null ? "sqlite.checkpoint" : "postgres.checkpoint");
    builder.Services.AddEnterpriseGovernance();
    builder.Services.AddGovernanceAnchoring(options =>
    {
        options.SigningKey = key.Export();
        options.Sinks.Add(new FileCheckpointSink(kept));
    });
    using IHost host = builder.Build();
    await host.StartAsync();
    IGovernance governance = host.Services.GetRequiredService<IGovernance>();
    await using GovernedRun run = await governance.StartRunAsync(new GovernanceScope("acme", user: "ann"));
    ActionOutcome<string> outcome = await run.InvokeAsync(
        new ActionCall("greet", "smoke", """{"name":"Ann"}"""u8.ToArray(), "once"), static _ => ValueTask.FromResult("hello"), SmokeJson.Default.String);
    ActionOutcome<string> replay = await run.InvokeAsync(
        new ActionCall("greet", "smoke", """{"name":"Ann"}"""u8.ToArray(), "once"), static _ => ValueTask.FromResult("again"), SmokeJson.Default.String);
    await run.CompleteAsync();
    ILedger ledger = host.Services.GetRequiredService<ILedger>();
    AppendReceipt receipt = await ledger.AppendAsync($"{run.RunId}-more", LedgerEvent.Create("hello", """{"n":1}"""u8.ToArray()));
    bool isAdmitted = (await host.Services.GetRequiredService<GovernanceRateLimiter>().AcquireAsync(new GovernanceScope("acme", user: "ann"))).IsAcquired;
    await host.Services.GetRequiredService<Anchorer>().RunAsync();
    LogHead? retained = ReadKept(kept, key.VerifierKey);
    VerifyReport? report = await ledger.VerifyAsync(run.RunId, new VerifyOptions { Strict = true, Retained = retained });
    bool isLogSound = await ledger.VerifyLogAsync(new VerifyOptions { Retained = retained }) is { Ok: true, Size: 2 };
    await host.StopAsync();
    return receipt.Seq == 1 && isAdmitted && outcome.IsCompleted && replay is { IsReplay: true, Value: "hello" } && report is { Status: VerifyStatus.Intact, Checked: 5, AnchoredSeq: 5 } && retained is { Size: 2 } && isLogSound;
}

static LogHead? ReadKept(string file, NoteVerifierKey key) =>
    SignedNote.TryParse(File.ReadAllBytes(file), out SignedNote? note, out _) && note.Verify(key).Holds && Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint) ? new LogHead(checkpoint.Size, checkpoint.Root) : null;

async Task<bool> LedgerAsync()
{
    ServiceCollection services = new();
    services.AddGovernanceLedger(static o => o.AuditSecret = "a-secret-for-the-smoke-test-only-0123456789").UseSqlite(o => o.ConnectionString = Path.Combine(directory, "ledger.db"));
    await using ServiceProvider provider = services.BuildServiceProvider();
    ILedger ledger = provider.GetRequiredService<ILedger>();
    AppendReceipt receipt = await ledger.AppendAsync("run-1", LedgerEvent.Create("hello", """{"n":1}"""u8.ToArray()));
    return receipt.Seq == 1 && (await ledger.VerifyAsync("run-1"))!.Ok;
}

async Task<bool> PoliciesAsync()
{
    ServiceCollection services = new();
    services.AddGovernancePolicies(static o => o.AddText("""[{"policy_id":"p","when":{"action":"delete_*"},"effect":{"deny":true}}]"""));
    await using ServiceProvider provider = services.BuildServiceProvider();
    IPolicyEngine engine = provider.GetRequiredService<IPolicyEngine>();
    await engine.StartAsync();
    return engine.Evaluate(new PolicyRequest("delete_all")).Effect == PolicyEffect.Deny && engine.Evaluate(new PolicyRequest("read")).Effect == PolicyEffect.Allow;
}

async Task<bool> RateLimiterAsync()
{
    ServiceCollection services = new();
    services.AddGovernanceRateLimiting(static o => o.DefaultLimits = new TenantRateLimits { UserRpm = 1 }).UseSqlite(o => o.ConnectionString = Path.Combine(directory, "limits.db"));
    await using ServiceProvider provider = services.BuildServiceProvider();
    GovernanceRateLimiter limiter = provider.GetRequiredService<GovernanceRateLimiter>();
    GovernanceScope scope = new("acme", user: "ann");
    return (await limiter.AcquireAsync(scope)).IsAcquired;
}

async Task<bool> CostMeterAsync()
{
    ServiceCollection services = new();
    services.AddGovernanceCostMetering(static o => o.DefaultLimits = new TenantCostLimits { Limits = new CostLimits { MaxCostUnits = 10 } }).UseSqlite(o => o.ConnectionString = Path.Combine(directory, "costs.db"));
    await using ServiceProvider provider = services.BuildServiceProvider();
    ICostMeter meter = provider.GetRequiredService<ICostMeter>();
    CostCall call = new("run-1", "call-1", new GovernanceScope("acme"), CostCallKind.Tool);
    bool held = (await meter.HoldAsync(new CostHoldRequest(call, units: 7))).IsGranted;
    await meter.SettleAsync(new CostSettleRequest(call, units: 7));
    return held && (await meter.GetRunUsageAsync("acme", "run-1")).CostUnits == 7;
}

[JsonSerializable(typeof(string))]
internal sealed partial class SmokeJson : JsonSerializerContext;
