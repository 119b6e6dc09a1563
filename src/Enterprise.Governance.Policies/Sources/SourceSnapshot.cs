using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Sources;

/// <summary>The content of all sources at one time, with a fingerprint that tells whether anything has changed.</summary>
internal sealed record SourceSnapshot(ImmutableArray<PolicyFile> Files, ImmutableArray<SourceDiagnostic> Errors, string Fingerprint)
{
    internal static async Task<SourceSnapshot> ReadAsync(ImmutableArray<IPolicySource> sources, CancellationToken cancellationToken)
    {
        ImmutableArray<PolicyFile>.Builder files = ImmutableArray.CreateBuilder<PolicyFile>();
        ImmutableArray<SourceDiagnostic>.Builder errors = ImmutableArray.CreateBuilder<SourceDiagnostic>();
        foreach (IPolicySource source in sources)
        {
            PolicySourceContent content = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            files.AddRange(content.Files);
            errors.AddRange(content.Errors);
        }

        return new SourceSnapshot(files.ToImmutable(), errors.ToImmutable(), FingerprintOf(files, errors));
    }

    /// <summary>Loads the files; what could not be read is an error like any other.</summary>
    internal PolicyLoadResult Load(PolicySetOptions options)
    {
        PolicyLoadResult result = PolicySet.Load(Files, options);
        return Errors.IsEmpty ? result : new PolicyLoadResult(null, [.. Errors, .. result.Errors], result.Warnings);
    }

    private static string FingerprintOf(IEnumerable<PolicyFile> files, IEnumerable<SourceDiagnostic> errors)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (PolicyFile file in files)
        {
            // Lengths first, so that no name or content can pass for the beginning of another.
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name?.Length ?? -1}:{file.Name}:{file.Utf8Json.Length}:"));
            hash.AppendData(file.Utf8Json.Span);
        }

        foreach (SourceDiagnostic error in errors)
            hash.AppendData(Encoding.UTF8.GetBytes($"!{error}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
