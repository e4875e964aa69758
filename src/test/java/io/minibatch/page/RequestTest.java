package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private static Request get(String query) {
        return new Request("GET", "/api/run", Request.query(query), "", new byte[0]);
    }

    @Test
    void query_isDecodedAndOfTwoTheFirstCounts() {
        assertEquals(Map.of("id", "runs/1 ü", "flag", ""), Request.query("id=runs%2F1+%C3%BC&flag&id=other"));
    }

    @Test
    void query_withoutText_isEmpty() {
        assertEquals(Map.of(), Request.query(null));
        assertEquals(Map.of(), Request.query(""));
    }

    @Test
    void query_thatIsNotEncoded_isRefused() {
        assertEquals(
                400,
                assertThrows(PageException.class, () -> Request.query("id=%zz")).status());
    }

    @Test
    void parameter_thatIsMissing_isNamed() {
        PageException missing =
                assertThrows(PageException.class, () -> get("from=1").parameter("id"));
        assertEquals("/api/run: the parameter id is missing", missing.getMessage());
        assertEquals(400, missing.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=-1", "from=x", "from=", "from=99999999999"})
    void count_thatIsNone_isRefused(String query) {
        PageException wrong = assertThrows(PageException.class, () -> get(query).count("from", 0));
        assertEquals("/api/run: from must be an integer of at least 0", wrong.getMessage());
        assertEquals(400, wrong.status());
    }

    @Test
    void count_isReadOrTheDefault() {
        assertEquals(7, get("from=7").count("from", 0));
        assertEquals(0, get("from=0").count("from", 3));
        assertEquals(3, get("").count("from", 3));
    }
}
