using System.Collections.Immutable;
using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies;

/// <summary>A policy file in our style, or every reason why it cannot be read. Immutable.</summary>
public sealed class PolicyFormatResult
{
    internal PolicyFormatResult(PolicyFile file, ReadOnlyMemory<byte> utf8Json, ImmutableArray<SourceDiagnostic> errors)
    {
        Utf8Json = utf8Json;
        Errors = errors;
        IsChanged = !utf8Json.Span.SequenceEqual(file.Utf8Json.Span);
    }

    /// <summary>Gets the file in our style: UTF-8 without byte order mark, LF, one final line feed. As it was if there is any error.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Gets what is wrong with the file as policies.</summary>
    public ImmutableArray<SourceDiagnostic> Errors { get; }

    /// <summary>Gets whether the style differs from the file's.</summary>
    public bool IsChanged { get; }
}
