namespace Enterprise.Governance;

/// <summary>Names of Core's telemetry. No tag carries a tenant, a user, an argument or a run.</summary>
public static class CoreDiagnostics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Enterprise.Governance.Core";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Enterprise.Governance.Core";

    /// <summary>The activity of one governed action.</summary>
    public const string InvokeActivity = "governance.action";

    /// <summary>The activity of one governed LLM call.</summary>
    public const string LlmActivity = "governance.llm";

    /// <summary>Counter: governed calls that ended, in <c>{call}</c>, tagged with <see cref="StatusTag"/>.</summary>
    public const string Calls = "governance.calls";

    /// <summary>Counter: runs started, in <c>{run}</c>.</summary>
    public const string RunsStarted = "governance.runs";

    /// <summary>Counter: approvals asked for, in <c>{approval}</c>.</summary>
    public const string ApprovalsRequested = "governance.approvals";

    /// <summary>Tag: how a call ended, such as <c>completed</c>.</summary>
    public const string StatusTag = "governance.status";
}
