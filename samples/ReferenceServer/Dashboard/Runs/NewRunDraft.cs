using System.Text.Json;
using ReferenceServer.Hosting;
using ReferenceServer.Runs;

namespace ReferenceServer.Dashboard.Runs;

/// <summary>What somebody types into the dialog of a new run.</summary>
internal sealed class NewRunDraft
{
    internal string Message { get; set; } = "";

    /// <summary>Gets or sets the steps as JSON; only used with <see cref="IsPlan"/>.</summary>
    internal string Plan { get; set; } = "";

    internal string Title { get; set; } = "";

    /// <summary>Gets or sets the labels, with commas in between.</summary>
    internal string Tags { get; set; } = "";

    /// <summary>Gets or sets whether the steps are given.</summary>
    internal bool IsPlan { get; set; }

    /// <summary>Makes the submission.</summary>
    /// <returns>The submission if it is sound, and what is wrong with it by field.</returns>
    internal (RunSubmission? Submission, Dictionary<string, string[]> Problems) Read()
    {
        SubmittedPlan? plan = null;
        Dictionary<string, string[]> problems = [];
        if (IsPlan)
        {
            try
            {
                plan = JsonSerializer.Deserialize(Plan, ServerJson.Default.SubmittedPlan) ?? new SubmittedPlan(null);
            }
            catch (JsonException e)
            {
                problems["plan"] = [e.LineNumber is { } line ? $"is no plan: see line {line + 1}, column {e.BytePositionInLine + 1}; write {{\"steps\":[{{\"action\",\"tool\",\"args\"}}]}}" : "is no plan; write {\"steps\":[{\"action\",\"tool\",\"args\"}]}"];
            }
        }

        string[] tags = Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        RunSubmission submission = new(Message.Trim(), plan, string.IsNullOrWhiteSpace(Title) ? null : Title.Trim(), tags.Length == 0 ? null : [.. tags]);
        foreach ((string field, string[] texts) in submission.Problems(null))
            problems[field] = texts;
        return (problems.Count == 0 ? submission : null, problems);
    }
}
