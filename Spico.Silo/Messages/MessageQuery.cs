using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>Which messages are asked for.</summary>
/// <param name="After">Those with a larger number.</param>
/// <param name="Before">Those with a smaller number.</param>
/// <param name="Backwards">The newest first.</param>
/// <param name="Limit">How many at most.</param>
internal readonly record struct MessageQuery(long After, long Before, bool Backwards, int Limit)
{
    /// <summary>Checks the fields of a request; null when all is well.</summary>
    public static Error? TryRead(ReadMessagesRequest request, out MessageQuery query)
    {
        bool isForwards = request.FromCase == ReadMessagesRequest.FromOneofCase.After;
        bool isFromNewest = request.FromCase == ReadMessagesRequest.FromOneofCase.None;
        query = new MessageQuery(
            isForwards ? (long)Math.Min(request.After, long.MaxValue) : 0,
            isForwards || isFromNewest ? long.MaxValue : (long)Math.Min(request.Before, long.MaxValue),
            !isForwards,
            request.Limit == 0 ? MessageLimits.PageMessagesUnlessSaid : (int)request.Limit);
        return request.Limit > MessageLimits.PageMessages
            ? Refusal.Invalid("limit", $"1 to {MessageLimits.PageMessages}.", MessageLimits.PageMessages)
            : null;
    }

    /// <summary>The same, no further than a person may read.</summary>
    public MessageQuery Within(StreamReading reading) => this with
    {
        After = Math.Max(After, reading.Access.VisibleAfter),
        Before = Math.Min(Before, reading.Head.Seq + 1),
    };
}
