using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger.Keys;

/// <summary>The ring that the options have, unless a host has a provider of its own.</summary>
internal sealed class ConfiguredAuditKeys(IOptions<LedgerOptions> options) : IAuditKeyProvider
{
    public ValueTask<AuditKeyRing> GetKeysAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(AuditKeyRing.Parse(options.Value.AuditSecret, options.Value.AuditKeysJson));
}
