using System.Collections.Concurrent;

namespace Enterprise.Governance.Policies.Tests.Sources;

/// <summary>A store in memory, which the test can break.</summary>
internal sealed class MemoryPolicySetStore : IPolicySetStore
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _documents = new(StringComparer.Ordinal);

    internal volatile bool IsBroken;

    internal ICollection<string> Versions => _documents.Keys;

    public ValueTask WriteAsync(string version, ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        if (IsBroken)
            throw new GovernanceException("store_unavailable", "the store is down", isTransient: true);
        _documents.TryAdd(version, document);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string version, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(_documents.TryGetValue(version, out ReadOnlyMemory<byte> document) ? document : null);

    public ValueTask<bool> ActivateAsync(string tenant, string? version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<string?> GetActiveAsync(string tenant, CancellationToken cancellationToken) => throw new NotSupportedException();
}
