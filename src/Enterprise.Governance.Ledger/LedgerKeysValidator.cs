using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger;

/// <summary>Checks that the audit keys make a ring, unless they come from a provider of the host; the message shows no secret.</summary>
internal sealed class LedgerKeysValidator : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        if (options.KeyRefreshInterval < TimeSpan.FromSeconds(1) || options.KeyRefreshInterval > TimeSpan.FromDays(1))
            return ValidateOptionsResult.Fail($"KeyRefreshInterval: {options.KeyRefreshInterval} is not between 00:00:01 and 1.00:00:00");
        if (options.HasProvider)
            return ValidateOptionsResult.Success;
        try
        {
            _ = AuditKeyRing.Parse(options.AuditSecret, options.AuditKeysJson);
            return ValidateOptionsResult.Success;
        }
        catch (LedgerException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
