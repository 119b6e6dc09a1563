namespace Enterprise.Governance;

/// <summary>The root of every exception that Enterprise.Governance throws for broken infrastructure or broken integrity.</summary>
/// <remarks>Expected outcomes (a denial, a spent budget) are values, never exceptions. Messages carry no secret and no payload.</remarks>
public class GovernanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">A stable, machine-readable code in snake case, such as <c>store_unavailable</c>.</param>
    /// <param name="message">A message for people.</param>
    /// <param name="isTransient">Whether the same call may succeed later without a change by the caller.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public GovernanceException(string code, string message, bool isTransient = false, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
        IsTransient = isTransient;
    }

    /// <summary>Gets the stable, machine-readable code.</summary>
    public string Code { get; }

    /// <summary>Gets whether the same call may succeed later without a change by the caller.</summary>
    public bool IsTransient { get; }
}
