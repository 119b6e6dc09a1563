using Enterprise.Governance.Json;

namespace Enterprise.Governance.Policies.Rules;

/// <summary>The ids given so far. Two rules as written may share neither the id that was written nor one that it yields.</summary>
internal sealed class RuleIds
{
    private readonly Dictionary<string, RuleHeader> _headers = new(StringComparer.Ordinal);

    /// <summary>Takes note of an id, or reports it at its second place.</summary>
    internal void Add(string id, RuleHeader header, ICollection<SourceDiagnostic> errors)
    {
        if (_headers.TryAdd(id, header) || ReferenceEquals(_headers[id], header))
            return;
        SourceDiagnostic first = _headers[id].Place;
        errors.Add(header.Place with
        {
            Code = "duplicate_policy_id",
            Message = $"the policy_id `{id}` is given twice",
            Help = $"the first is at {first.File ?? "(text)"}:{first.Line}:{first.Column}; give one of them another id",
        });
    }
}
