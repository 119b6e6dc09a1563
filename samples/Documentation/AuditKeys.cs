using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Documentation;

internal static class AuditKeys
{
    internal static void Register(IServiceCollection services)
    {
        services.AddEnterpriseGovernance().UseAuditKeys<KmsAuditKeys>();
    }

    internal static void Watch(IServiceCollection services)
    {
        services.AddGovernanceVerification(options => options.MaxEventsPerSecond = 5_000);
        services.AddSingleton<ILedgerVerificationObserver, PageTheOperator>();
        services.AddHealthChecks().AddLedgerVerification();
    }
}

/// <summary>Tells whoever is on duty.</summary>
internal sealed class PageTheOperator : ILedgerVerificationObserver
{
    public async ValueTask OnFindingAsync(VerifyReport report, CancellationToken cancellationToken) =>
        await Console.Error.WriteLineAsync($"run {report.RunId} is {report.Status}");

    public async ValueTask OnLogFindingAsync(LogReport report, CancellationToken cancellationToken) =>
        await Console.Error.WriteLineAsync($"the log of anchors: {report.Finding}");
}

/// <summary>What a client of a key management service can do.</summary>
internal interface IKeyManagement
{
    IAsyncEnumerable<WrappedSecret> ListAsync(string purpose, CancellationToken cancellationToken);

    ValueTask<byte[]> UnwrapAsync(WrappedSecret wrapped, CancellationToken cancellationToken);
}

internal sealed record WrappedSecret(string Name, bool IsActive, byte[] Ciphertext);

internal sealed class KmsAuditKeys(IKeyManagement kms) : IAuditKeyProvider
{
    public async ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken)
    {
        List<AuditKey> keys = [];
        string? active = null;
        await foreach (WrappedSecret wrapped in kms.ListAsync("governance-audit", cancellationToken))
        {
            byte[] secret = await kms.UnwrapAsync(wrapped, cancellationToken);
            keys.Add(new AuditKey(wrapped.Name, Convert.ToBase64String(secret), AuditKeyAlgorithm.HmacSha256));
            active = wrapped.IsActive ? wrapped.Name : active;
        }

        return new AuditKeyRing(keys.Single(key => key.Kid == active), keys.Where(key => key.Kid != active));
    }
}
