using Microsoft.Extensions.Options;

namespace Enterprise.Governance.Anchoring;

/// <summary>Checks <see cref="EvidenceOptions"/>.</summary>
internal sealed class EvidenceOptionsValidator : IValidateOptions<EvidenceOptions>
{
    public ValidateOptionsResult Validate(string? name, EvidenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // A private key in the wrong place is not repeated.
        string[] problems = [.. options.VerifierKeys.Index().Where(static one => !NoteVerifierKey.TryParse(one.Item, out _)).Select(static one => $"VerifierKeys: number {one.Index + 1} is not `NAME+KEYID+BASE64`")];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
