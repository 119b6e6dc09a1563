using Enterprise.Governance;
using Npgsql;
using ReferenceServer.Dashboard.Sessions;

namespace ReferenceServer.Dashboard.Elements;

/// <summary>Says in words what kept something from being done.</summary>
internal static class Failures
{
    /// <summary>Does it.</summary>
    /// <returns>What kept it from being done, or nothing. Errors of the program go on to the error boundary.</returns>
    internal static async Task<string?> TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (Explain(e) is { } failure)
        {
            return failure;
        }
    }

    private static string? Explain(Exception e) => e switch
    {
        RefusedException => e.Message,
        NpgsqlException or TimeoutException or GovernanceException { IsTransient: true } => "The database cannot be reached. What you see may be old; the page tries again by itself.",
        GovernanceException { Code: var code } => $"That is not possible (`{code}`).",
        _ => null,
    };
}
