using Microsoft.AspNetCore.Http;

namespace Enterprise.Governance.AspNetCore;

/// <summary>Says on whose behalf a request comes. Implementations are thread-safe.</summary>
/// <remarks>Whatever it returns is trusted: it must come from the host's authentication, never from a header or body that a caller may fill in as they like.</remarks>
public interface IGovernanceScopeResolver
{
    /// <summary>Resolves the caller of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends when the request is aborted.</param>
    /// <returns>The scope, or <see langword="null"/> if the caller is not authenticated or says too little about themselves.</returns>
    ValueTask<GovernanceScope?> ResolveAsync(HttpContext context, CancellationToken cancellationToken);

    /// <summary>Names what an authenticated caller lacks for a scope, for the problem that they are answered with.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Names of claims, never values; empty by default.</returns>
    IReadOnlyList<string> FindMissing(HttpContext context) => [];
}
