namespace Spico.Silo.Streams;

/// <summary>
/// Opens the facts of a long page by the hundred, beside the reading of the next hundred: opening one costs as much as
/// reading it. What belongs to a short page is opened where it was read.
/// </summary>
internal sealed class PageOpening(Converter<FactRow[], Envelope[]> open)
{
    private const int Together = 128;

    private readonly List<Task<Envelope[]>> _opening = [];
    private readonly List<FactRow> _rows = new(Together);

    /// <summary>Takes the next fact of the page; always true.</summary>
    public bool Add(FactRow row)
    {
        if (_rows.Count == Together)
        {
            FactRow[] rows = [.. _rows];
            _opening.Add(Task.Run(() => open(rows)));
            _rows.Clear();
        }

        _rows.Add(row);
        return true;
    }

    /// <summary>The whole page, in the order taken.</summary>
    public async ValueTask<IEnumerable<Envelope>> EndAsync()
    {
        Envelope[] last = open([.. _rows]);
        return _opening.Count == 0 ? last : (await Task.WhenAll(_opening)).SelectMany(facts => facts).Concat(last);
    }
}
