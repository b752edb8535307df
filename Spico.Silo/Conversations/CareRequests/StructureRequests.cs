using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>
/// Requests to structures follow who acts for them: whoever begins to is asked with the others, and whoever ceases to
/// is not any more, unless they were asked by name or have taken it.
/// </summary>
internal static class StructureRequests
{
    /// <summary>What follows for requests when a decision changes for which structure a person acts.</summary>
    /// <param name="decision">What changes it.</param>
    /// <param name="fold">The state it is decided in.</param>
    /// <param name="stream">The conversation.</param>
    /// <param name="person">Who.</param>
    /// <param name="practices">How they acted, and how they act from now on; null: for no structure.</param>
    /// <param name="access">What they may read from now on.</param>
    public static Decision Follow(
        Decision decision,
        ConversationState fold,
        StreamId stream,
        PersonId person,
        (PracticeSituation? Before, PracticeSituation? After) practices,
        StreamAccess access)
    {
        ByteString before = practices.Before?.Structure ?? ByteString.Empty;
        ByteString after = practices.After?.Structure ?? ByteString.Empty;
        if (before == after || decision.Reply is not null || fold.CareRequests.Count == 0)
        {
            return decision;
        }

        // What the message that asks is about is not known here: who may not read everything is not asked by itself.
        OpenCareRequest[] joined = after.IsEmpty || access.Withheld != 0
            ? []
            : [.. fold.CareRequests.All.Where(request =>
                request.AsksWith(after, person) && request.Message > access.VisibleAfter)];
        OpenCareRequest[] left = before.IsEmpty
            ? []
            : [.. fold.CareRequests.All.Where(request => request.AsksNoMore(before, person))];

        // A request may ask both structures.
        OpenCareRequest[] stays = after.IsEmpty
            ? []
            : [.. left.Where(request => request.Structures.Contains(after))];
        left = [.. left.Except(stays)];
        return joined.Length + left.Length == 0 ? decision : Change(decision, fold, stream, person, (joined, left));
    }

    private static Decision Change(
        Decision decision,
        ConversationState fold,
        StreamId stream,
        PersonId person,
        (OpenCareRequest[] Joined, OpenCareRequest[] Left) requests)
    {
        long seq = fold.Head.Seq + decision.Facts.Length + 1;
        var changed = new CareRequestAddresseeChanged
        {
            Person = person.ToByteString(),
            Joined = { requests.Joined.Select(request => (ulong)request.Seq) },
            Left = { requests.Left.Select(request => (ulong)request.Seq) },
        };
        OpenCareRequest[] left = [.. requests.Left.Select(request => request.LeftBy(person))];
        List<ConsequenceRow> told = [];
        if (requests.Joined.Any(request => request.State == CareRequestState.Open))
        {
            told.Add(ConsequenceRow.Notify(stream, seq, person, NotificationKind.Request));
        }

        // Who asked must know when nobody is left to do it.
        told.AddRange(left.Where(request => request.IsNobodysToTake).Select(request => request.AskedBy)
            .Where(asker => asker != person && fold.MembershipOf(asker) is not null).Distinct()
            .Select(asker => ConsequenceRow.Notify(stream, seq, asker, NotificationKind.RequestChanged)));
        return decision.With(
            [new FactDraft(new Fact { CareRequestAddresseeChanged = changed })],
            told,
            [
                .. requests.Joined.SelectMany(request => CareRequestRows.Of(stream, request.JoinedBy(person))),
                .. left.SelectMany(request => CareRequestRows.LeftBy(stream, request, person)),
            ]);
    }
}
