using Enterprise.Governance.Policies.Evaluation;

namespace Enterprise.Governance.Policies.Conditions;

internal static class SubjectExtensions
{
    internal static string ToKey(this Subject subject) => subject switch
    {
        Subject.Action => "action",
        Subject.Tool => "tool",
        Subject.Tenant => "tenant",
        Subject.Org => "org",
        _ => "user",
    };

    /// <summary>Returns how a literal of the subject is looked up.</summary>
    internal static AccessKind ToAccessKind(this Subject subject) => subject switch
    {
        Subject.Action => AccessKind.Action,
        Subject.Tool => AccessKind.Tool,
        Subject.Tenant => AccessKind.Tenant,
        Subject.Org => AccessKind.Org,
        _ => AccessKind.User,
    };

    internal static string? Of(this Subject subject, in PolicyRequest request) => subject switch
    {
        Subject.Action => request.Action,
        Subject.Tool => request.Tool,
        Subject.Tenant => request.Tenant,
        Subject.Org => request.Org,
        _ => request.User,
    };
}
