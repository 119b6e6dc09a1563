using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres;

/// <summary>What a call of <c>projection_refresh</c> came to.</summary>
/// <param name="Outcome"><c>refreshed</c>, <c>clean</c>, <c>shared</c>, <c>held_back</c> or <c>busy</c>.</param>
/// <param name="Dirty">How many notes of changed rows it took in.</param>
/// <param name="Duration">How long it took in the database, if it had work.</param>
/// <param name="Wait">How long the duty cycle still holds it back.</param>
/// <param name="Status">How the projection stands after it.</param>
internal sealed record PostgresRefreshOutcome(string Outcome, long Dirty, TimeSpan? Duration, TimeSpan? Wait, ProjectionStatus Status);
