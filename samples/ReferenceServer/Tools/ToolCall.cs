using Enterprise.Governance;

namespace ReferenceServer.Tools;

/// <summary>For whom and as what a tool does its work.</summary>
/// <param name="Key">Names the step of the run. The same for each attempt, so what a tool leaves behind is named after it.</param>
/// <param name="Scope">For whom.</param>
/// <param name="CancellationToken">Tells the tool to stop.</param>
internal sealed record ToolCall(string Key, GovernanceScope Scope, CancellationToken CancellationToken);
