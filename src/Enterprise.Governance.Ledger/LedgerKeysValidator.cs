using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Ledger;

/// <summary>Checks that the audit keys make a ring; the message shows no secret.</summary>
internal sealed class LedgerKeysValidator : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
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
